FROM node:20-alpine
WORKDIR /srv
COPY . .
RUN npm ci
CMD ["node", "server.js"]
