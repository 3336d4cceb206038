FROM debian:bookworm-slim
ARG NGINX_VERSION=1.22.1-9
RUN apt-get update && apt-get install -y --no-install-recommends nginx=${NGINX_VERSION} && rm -rf /var/lib/apt/lists/*
