FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    wget \
    curl \
    bzip2 \
    ca-certificates \
    && rm -rf /var/lib/apt/lists/*
