FROM node:20-alpine
WORKDIR /srv
COPY package.json ./
RUN npm ci && npm cache clean --force
COPY . .
CMD ["node", "server.js"]
