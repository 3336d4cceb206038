FROM ubuntu:22.04

ENV DEBIAN_FRONTEND=noninteractive

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates \
        git \
        jq \
        openssh-client \
        patch \
        unzip \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv
COPY . .
