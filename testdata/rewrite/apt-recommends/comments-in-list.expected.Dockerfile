FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends \
        # for downloads
        ca-certificates \
        curl \
        # for the build
        make \
        patch \
    && rm -rf /var/lib/apt/lists/*
