FROM python:3.9-slim-buster
RUN apt-get update \
  && apt-get -y install netcat gcc postgresql \
  && apt-get clean
RUN pip install --upgrade pip
COPY ./requirements.txt .
RUN pip install -r requirements.txt
