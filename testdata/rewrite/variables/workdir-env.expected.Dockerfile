FROM node:20-slim
ENV APP_HOME=/srv/app
WORKDIR $APP_HOME
WORKDIR /srv/app/src
COPY . .
