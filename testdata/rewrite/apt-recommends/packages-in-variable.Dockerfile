FROM debian:bookworm-slim
RUN buildDeps='curl gcc make' \
    && apt-get update \
    && apt-get install -y $buildDeps \
    && rm -rf /var/lib/apt/lists/*
