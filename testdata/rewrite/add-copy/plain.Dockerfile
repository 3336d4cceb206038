FROM python:3.12-slim
ADD . /app
ADD requirements.txt setup.py /app/
WORKDIR /app
