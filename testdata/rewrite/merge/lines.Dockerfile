FROM ubuntu:22.04
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
        bc \
        dc \
        zip && \
    rm -rf /var/lib/apt/lists/*
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
        bzip2 \
        dc && \
    rm -rf /var/lib/apt/lists/*
