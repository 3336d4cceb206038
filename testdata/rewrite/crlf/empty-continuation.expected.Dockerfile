FROM node:20-slim
RUN npm install -g \
      serve \
      && npm cache clean --force
EXPOSE 3000
