FROM ubuntu:22.04
RUN apt-get update \
 && apt-get install -y --no-install-recommends git ca-certificates openssh-client patch \
 && apt-get install -y --no-install-recommends python3-pip build-essential python3-dev \
 && rm -rf /var/lib/apt/lists/*
