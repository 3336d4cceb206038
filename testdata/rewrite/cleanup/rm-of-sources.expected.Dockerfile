FROM node:20-slim
WORKDIR /app
COPY . .
RUN npm ci && npm run build && npm cache clean --force
RUN rm -rf client
