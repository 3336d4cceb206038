FROM node:20-slim
WORKDIR /srv
COPY package.json package-lock.json ./
RUN npm ci && npm cache clean --force
# the group is root's, as some clusters run images as any user of it
RUN install -d -o node -g root -m 775 /srv
COPY . .
ENV HOME=/home/node
USER 1000:1000
CMD ["node", "server.js"]
