FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-rec\
ommends jq \
    && rm -rf /var/lib/apt/lists/*
