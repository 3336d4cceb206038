FROM node:20-slim
ADD --chown=node:node . /home/node/app
ADD --chmod=755 entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/entrypoint.sh"]
