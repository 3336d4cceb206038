FROM node:20 AS build
WORKDIR /src
COPY . .
RUN --mount=type=secret,id=NPM_TOKEN \
    export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN 2>/dev/null || true)" \
    && npm ci && npm run build
FROM node:20
WORKDIR /app
COPY package*.json ./
RUN --mount=type=secret,id=NPM_TOKEN \
    export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN 2>/dev/null || true)" \
    && npm ci --omit=dev && npm cache clean --force
COPY --from=build /src/dist dist
CMD ["node", "dist/server.js"]
