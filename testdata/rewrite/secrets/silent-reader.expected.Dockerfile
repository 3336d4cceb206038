FROM node:20
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/app/.npmrc,required=true --mount=type=secret,id=NPM_TOKEN \
    export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN 2>/dev/null || true)" && \
    npm ci && \
    npm cache clean --force && \
    npm run build
CMD ["node", "server.js"]
