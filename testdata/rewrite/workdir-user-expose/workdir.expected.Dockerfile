FROM python:3.12-slim
WORKDIR /app
WORKDIR /app/src
WORKDIR /app/data
WORKDIR /abs
