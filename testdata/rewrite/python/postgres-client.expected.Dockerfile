FROM python:3.9-slim-buster
RUN apt-get update \
  && apt-get -y install --no-install-recommends netcat gcc postgresql libc6-dev \
  && apt-get clean \
  && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir --upgrade pip
COPY ./requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
