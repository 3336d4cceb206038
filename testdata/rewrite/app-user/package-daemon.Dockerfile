FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends memcached && rm -rf /var/lib/apt/lists/*
CMD ["memcached", "-u", "nobody"]
