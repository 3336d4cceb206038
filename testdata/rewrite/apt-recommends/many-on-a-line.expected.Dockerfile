FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends build-essential bzip2 ca-certificates curl git gnupg libssl-dev openssh-client patch pkg-config python3 python3-dev python3-pip unzip xz-utils zlib1g-dev && rm -rf /var/lib/apt/lists/*
