FROM node:20-slim
WORKDIR /home/node/app
COPY --chown=node:node package*.json ./
USER node
RUN npm ci
COPY --chown=node:node . .
CMD ["node", "index.js"]
