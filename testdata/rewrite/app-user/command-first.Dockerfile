FROM python:3.12-alpine
CMD ["python", "/app/app.py"]
WORKDIR /app
COPY app.py .