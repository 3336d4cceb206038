FROM python:3.12-slim
WORKDIR app
WORKDIR src
WORKDIR ../data
WORKDIR /abs
