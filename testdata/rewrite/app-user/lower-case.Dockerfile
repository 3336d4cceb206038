from python:3.12-alpine
workdir /app
copy app.py .
cmd ["python", "app.py"]
