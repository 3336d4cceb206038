FROM node:16
RUN npm install -g @angular/cli http-server && npm cache clean --force
