FROM debian:bookworm-slim
COPY start.sh /usr/local/bin/
ENTRYPOINT /usr/local/bin/start.sh --foreground
