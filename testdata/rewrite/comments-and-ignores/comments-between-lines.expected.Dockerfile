FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    # compression
    bzip2 \
    # network
    iproute2 \
    && rm -rf /var/lib/apt/lists/*
# done
