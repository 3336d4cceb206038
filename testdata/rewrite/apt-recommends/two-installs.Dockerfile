FROM ubuntu:22.04
RUN apt-get update \
 && apt-get install -y git \
 && apt-get install -y python3-pip \
 && rm -rf /var/lib/apt/lists/*
