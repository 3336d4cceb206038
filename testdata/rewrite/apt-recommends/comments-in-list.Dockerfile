FROM ubuntu:22.04
RUN apt-get update && apt-get install -y \
        # for downloads
        curl \
        # for the build
        make \
        patch \
    && rm -rf /var/lib/apt/lists/*
