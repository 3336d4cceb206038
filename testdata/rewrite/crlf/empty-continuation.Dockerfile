FROM node:20-slim
RUN npm install -g \

      serve
EXPOSE 3000
