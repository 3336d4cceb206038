FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \
    wget \
    curl \
    bzip2 \
    && rm -rf /var/lib/apt/lists/*
