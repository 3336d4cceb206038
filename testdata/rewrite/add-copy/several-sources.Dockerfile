FROM node:20-slim
WORKDIR /app
COPY package.json package-lock.json .
COPY tsconfig.json jest.config.js config
COPY a.js b.js $APP_HOME
