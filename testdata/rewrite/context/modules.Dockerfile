FROM node:20-slim
WORKDIR /srv
COPY . .
RUN npm ci
CMD ["node", "server.js"]
