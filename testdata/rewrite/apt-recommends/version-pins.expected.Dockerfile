FROM debian:bookworm-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends ca-certificates curl=7.88.* nginx=1.22.1-9 && \
    rm -rf /var/lib/apt/lists/*
