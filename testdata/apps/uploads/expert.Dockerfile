FROM node:20-slim

WORKDIR /usr/src/app

COPY package.json ./
RUN npm install && npm cache clean --force

COPY . .
# pictures and the log are written; the directory of the pictures comes from the checkout
RUN install -d -o node -g root -m 775 . public/uploads

EXPOSE 3000
USER 1000:1000
CMD ["npm", "start"]
