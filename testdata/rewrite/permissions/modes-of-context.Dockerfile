FROM debian:bookworm-slim
WORKDIR /srv/app
COPY . .
COPY entrypoint /entrypoint
RUN chmod +x /entrypoint
ENTRYPOINT ["/entrypoint"]
