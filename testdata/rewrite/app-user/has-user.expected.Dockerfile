FROM debian:bookworm-slim
USER nobody
CMD ["python3", "-m", "http.server"]
