FROM ubuntu:22.04
RUN apt-get update && apt-get install -y \
      # compilers
      g++ \
      gcc \
      # libraries
      libpng-dev \
      libssl-dev \
      # tools
      wget \
 && rm -rf /var/lib/apt/lists/*
