FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends software-properties-common gnupg && rm -rf /var/lib/apt/lists/*
RUN add-apt-repository -y ppa:deadsnakes/ppa && apt-get update && apt-get install -y --no-install-recommends python3.12
