FROM node:20-slim
COPY --chmod=755 start.sh /start.sh
COPY dist /srv/dist
RUN chown -R node:node /srv/dist
USER node
CMD ["/start.sh"]
