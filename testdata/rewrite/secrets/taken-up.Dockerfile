FROM node:20-slim
ARG NPM_TOKEN
ENV NPM_TOKEN=$NPM_TOKEN
ARG GITHUB_TOKEN=abc
ARG OTHER_TOKEN
RUN ["npm", "ci"]
CMD ["node", "server.js"]
