FROM debian:bookworm-slim
COPY server /usr/local/bin/server
ENTRYPOINT /usr/local/bin/server --config /etc/server.conf
