FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends \
      # compilers
      ca-certificates \
      g++ \
      gcc \
      libc6-dev \
      # libraries
      libpng-dev \
      libssl-dev \
      # tools
      wget \
 && rm -rf /var/lib/apt/lists/*
