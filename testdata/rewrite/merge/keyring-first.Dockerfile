FROM debian:bookworm-slim
COPY vendor.list /etc/apt/sources.list.d/
RUN apt-get update && apt-get install -y --no-install-recommends apt-transport-https ca-certificates && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
