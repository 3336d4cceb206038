FROM ubuntu:18.04
RUN apt-get update && apt-get install -y --no-install-recommends autoconf automake bison build-essential ca-certificates cmake curl flex gcc git gnupg libboost-all-dev libc6-dev libcurl4-openssl-dev libfl-dev libfreetype6-dev libjpeg-dev libltdl-dev libpng-dev libssl-dev libtool libxml2-dev make ninja-build openssh-client patch pkg-config python3-dev unzip wget zip zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
