FROM node:20-slim
COPY --chown=node:node . /home/node/app
COPY --chmod=755 entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/entrypoint.sh"]
