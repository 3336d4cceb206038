FROM node:20-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/app/.npmrc,required=true npm ci && npm cache clean --force
COPY src src
CMD ["node", "src/server.js"]
