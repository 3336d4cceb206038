FROM debian:bookworm-slim
RUN { apt-get update; apt-get install -y --no-install-recommends bc; } > /var/log/build.log \
    && rm -rf /var/lib/apt/lists/*
