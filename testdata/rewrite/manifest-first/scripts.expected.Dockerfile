FROM node:20-alpine
WORKDIR /srv
COPY . .
RUN npm ci && npm cache clean --force
CMD ["node", "server.js"]
