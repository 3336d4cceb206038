FROM debian:bookworm-slim
COPY start.sh /
CMD ["/start.sh"]
