FROM node:20-slim
WORKDIR /app
COPY package.json ./
RUN npm install && npm rebuild && npm cache clean --force
