FROM node:20
USER node
ARG NPM_TOKEN
RUN echo "//registry.example.com/:_authToken=$NPM_TOKEN" > ~/.npmrc && npm install -g tool && rm ~/.npmrc
CMD ["tool"]
