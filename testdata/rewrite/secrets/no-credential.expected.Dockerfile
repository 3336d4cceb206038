FROM node:20-slim
WORKDIR /app
COPY .npmrc package.json ./
RUN npm install && rm .npmrc
# the group is root's, as some clusters run images as any user of it
RUN install -d -o node -g root -m 775 /app
ENV HOME=/home/node
USER 1000:1000
CMD ["node", "server.js"]
