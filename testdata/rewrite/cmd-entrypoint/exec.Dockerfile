FROM debian:bookworm-slim
COPY app /app
CMD exec /app --serve
