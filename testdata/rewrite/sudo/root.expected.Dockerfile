FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates openssh-client patch \
    && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /srv/git
