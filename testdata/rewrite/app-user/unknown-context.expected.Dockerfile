FROM python:3.12-alpine
COPY . /app
CMD ["python", "/app/serve.py"]
