FROM node:lts-alpine
WORKDIR /app
COPY . .
RUN npm install && npm cache clean --force && npm run build
CMD ["npm", "run", "serve"]
