FROM node:20-slim
ONBUILD ARG NODE_ENV=production
ONBUILD COPY . /app
CMD ["node", "/app"]
