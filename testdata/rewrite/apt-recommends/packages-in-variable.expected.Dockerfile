FROM debian:bookworm-slim
RUN buildDeps='ca-certificates curl gcc libc6-dev make' \
    && apt-get update \
    && apt-get install -y --no-install-recommends $buildDeps \
    && rm -rf /var/lib/apt/lists/*
