FROM node:20-slim
COPY --chmod=755 start.sh /start.sh
COPY --chown=node:node dist /srv/dist
USER node
CMD ["/start.sh"]
