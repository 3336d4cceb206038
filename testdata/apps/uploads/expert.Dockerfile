FROM node:20-slim

WORKDIR /usr/src/app

COPY package.json ./
RUN npm install && npm cache clean --force

COPY . .
# pictures and the log are written; the directory of the pictures comes from the checkout
RUN install -d -o node -g root -m 775 . public/uploads

EXPOSE 3000
# npm would look for updates of its own at each start: only root's home says when it last did
ENV NPM_CONFIG_UPDATE_NOTIFIER=false
USER 1000:1000
CMD ["npm", "start"]
