# hadolint global ignore=DL3009,DL3042
FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends git
RUN pip install flask
