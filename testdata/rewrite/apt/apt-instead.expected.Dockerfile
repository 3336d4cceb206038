FROM ubuntu:24.04
RUN apt-get update && apt-get upgrade --with-new-pkgs -y && apt-get install -y --no-install-recommends tzdata && apt-get autoremove -y && apt-get clean \
    && rm -rf /var/lib/apt/lists/*
