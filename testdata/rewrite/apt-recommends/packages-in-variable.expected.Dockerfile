FROM debian:bookworm-slim
RUN buildDeps='curl gcc make' \
    && apt-get update \
    && apt-get install -y --no-install-recommends $buildDeps ca-certificates libc6-dev \
    && rm -rf /var/lib/apt/lists/*
