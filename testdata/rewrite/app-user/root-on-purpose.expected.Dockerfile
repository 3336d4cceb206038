FROM debian:bookworm-slim
USER root
CMD ["python3", "-m", "http.server"]
