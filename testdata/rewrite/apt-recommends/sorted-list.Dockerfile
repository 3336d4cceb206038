FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \
    bzip2 \
    curl \
    xz-utils \
    && rm -rf /var/lib/apt/lists/*
