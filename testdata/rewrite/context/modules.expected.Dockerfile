FROM node:20-slim
WORKDIR /srv
# the group is root's, as some clusters run images as any user of it
RUN install -d -o node -g root -m 775 /srv
COPY . .
RUN npm ci && npm cache clean --force
ENV HOME=/home/node
USER 1000:1000
CMD ["node", "server.js"]
