FROM node:20-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package*.json ./

FROM base AS dev
RUN npm install && npm cache clean --force
CMD ["npm", "run", "dev"]

FROM base AS prod
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
CMD ["node", "dist/main.js"]
