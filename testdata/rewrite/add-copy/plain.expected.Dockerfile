FROM python:3.12-slim
COPY . /app
COPY requirements.txt setup.py /app/
WORKDIR /app
