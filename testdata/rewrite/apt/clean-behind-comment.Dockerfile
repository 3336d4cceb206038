FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bind9-dnsutils

# keep the image small
RUN rm -rf /var/lib/apt/lists/*
