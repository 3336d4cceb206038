FROM ubuntu:20.04
RUN apt-get update && apt-get install -y --no-install-recommends software-properties-common gnupg && add-apt-repository -y ppa:deadsnakes/ppa && apt-get update && apt-get install -y --no-install-recommends ca-certificates python3.11 python3.11-venv \
    && rm -rf /var/lib/apt/lists/*
