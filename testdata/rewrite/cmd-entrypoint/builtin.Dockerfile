FROM debian:bookworm-slim
CMD cd /app
