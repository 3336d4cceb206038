FROM debian:bookworm-slim
COPY install-tools.sh /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends procps \
    && rm -rf /var/lib/apt/lists/*
RUN sh /tmp/install-tools.sh
