FROM python:3.10-slim
RUN pip install --upgrade pip setuptools wheel
