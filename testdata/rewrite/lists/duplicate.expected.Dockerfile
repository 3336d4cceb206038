FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git unzip git ca-certificates openssh-client patch \
    && rm -rf /var/lib/apt/lists/*
