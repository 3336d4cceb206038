FROM ubuntu:22.04
RUN apt-get update && yes | apt-get install --no-install-recommends rsync \
    && rm -rf /var/lib/apt/lists/*
