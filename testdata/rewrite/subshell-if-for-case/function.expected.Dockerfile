FROM debian:bookworm-slim
RUN inst() { apt-get install -y --no-install-recommends "$@"; }; apt-get update && inst bc dc \
    && rm -rf /var/lib/apt/lists/*
