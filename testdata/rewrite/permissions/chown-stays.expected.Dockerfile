FROM node:20-slim
WORKDIR /app
COPY package.json .
RUN npm install && npm cache clean --force
COPY . .
RUN chown -R node:node /app
USER node
CMD ["node", "server.js"]
