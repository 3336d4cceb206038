FROM node:20
WORKDIR /app
ARG NPM_TOKEN
RUN apt-get update && apt-get install -y --no-install-recommends git
COPY package.json package-lock.json .npmrc ./
RUN npm ci && \
    npm run build
CMD ["node", "server.js"]
