FROM python:3.12-slim
RUN python -m pip install -U pip
RUN python3 -m pip install gunicorn flask
