FROM python:3.12-slim
COPY . /srv
WORKDIR /srv
CMD ./run.sh --workers 4
