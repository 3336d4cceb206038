FROM node:20-slim
WORKDIR /app
COPY .npmrc package.json ./
RUN npm install && rm .npmrc
CMD ["node", "server.js"]
