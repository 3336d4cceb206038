FROM ubuntu:jammy
RUN apt-get update -y && apt-get upgrade -y && apt-get install -y --no-install-recommends wget ca-certificates \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt
