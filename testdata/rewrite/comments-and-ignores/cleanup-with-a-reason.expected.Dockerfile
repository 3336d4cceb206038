FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/*
# see https://example.org/issues/17
RUN apt-get clean && rm -rf /var/lib/apt/lists/*
