FROM node:20-slim AS base
RUN apt-get update && apt-get install -y openssl
WORKDIR /app
COPY package*.json ./

FROM base AS dev
RUN npm install
CMD ["npm", "run", "dev"]

FROM base AS prod
RUN npm ci --omit=dev
COPY . .
CMD ["node", "dist/main.js"]
