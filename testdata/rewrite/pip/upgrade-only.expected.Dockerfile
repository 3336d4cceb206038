FROM python:3.10-slim
RUN pip install --no-cache-dir --upgrade pip setuptools wheel
