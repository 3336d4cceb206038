ARG NPM_TOKEN
FROM node:20 AS build
ARG NPM_TOKEN
WORKDIR /src
COPY . .
RUN npm ci && npm run build
FROM node:20
ARG NPM_TOKEN
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY --from=build /src/dist dist
CMD ["node", "dist/server.js"]
