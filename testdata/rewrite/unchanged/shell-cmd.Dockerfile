FROM debian:bookworm-slim
COPY start.sh /
CMD /start.sh "$MODE" > /dev/stdout 2>&1
