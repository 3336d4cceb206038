FROM ubuntu:20.04
RUN apt-get update && apt-get install -y --no-install-recommends \
    curl wget git \
    unzip zip \
    python3 python3-pip build-essential ca-certificates openssh-client patch python3-dev \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/*
