FROM node:lts-alpine
WORKDIR /app
COPY . .
RUN npm install && npm run build
CMD ["npm", "run", "serve"]
