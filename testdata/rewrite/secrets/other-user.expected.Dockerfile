FROM node:20
USER node
RUN --mount=type=secret,id=NPM_TOKEN,required=true,mode=0444 \
    export NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" \
    && echo "//registry.example.com/:_authToken=$NPM_TOKEN" > ~/.npmrc && npm install -g tool && rm ~/.npmrc
CMD ["tool"]
