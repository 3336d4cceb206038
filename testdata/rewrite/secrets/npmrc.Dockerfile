FROM node:20-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci \
 && rm -f .npmrc
COPY src src
CMD ["node", "src/server.js"]
