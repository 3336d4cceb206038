FROM python:3.12-slim
RUN python -m pip install --no-cache-dir -U pip
RUN python3 -m pip install --no-cache-dir gunicorn flask
