FROM ubuntu:22.04
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
        bc \
        bzip2 \
        dc \
        zip && \
    rm -rf /var/lib/apt/lists/*
