FROM node:20-slim
WORKDIR /usr/src/app
COPY package*.json ./
RUN npm ci --omit=dev && npm cache clean --force
# the group is root's, as some clusters run images as any user of it
RUN install -d -o node -g root -m 775 /usr/src/app /usr/src/app/public/uploads
COPY . .
EXPOSE 3000
# npm would look for updates of its own at each start
ENV HOME=/home/node NPM_CONFIG_UPDATE_NOTIFIER=false
USER 1000:1000
CMD ["npm", "start"]
