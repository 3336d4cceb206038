FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    bzip2 \
    ca-certificates \
    curl \
    xz-utils \
    && rm -rf /var/lib/apt/lists/*
