FROM ubuntu:22.04
RUN apt-get update && apt-get install -y build-essential curl git libssl-dev pkg-config python3 python3-pip unzip zlib1g-dev && rm -rf /var/lib/apt/lists/*
