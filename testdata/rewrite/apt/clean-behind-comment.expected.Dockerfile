FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bind9-dnsutils \
    && rm -rf /var/lib/apt/lists/*
