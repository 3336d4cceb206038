FROM ubuntu:20.04
RUN apt-get update && apt-get install -y \
    curl wget git \
    unzip zip \
    python3 python3-pip \
 && apt-get clean
