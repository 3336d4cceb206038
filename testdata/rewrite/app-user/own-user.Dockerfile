FROM debian:bookworm-slim
RUN useradd --no-log-init worker
CMD ["python3", "-m", "http.server"]
