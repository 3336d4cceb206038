FROM ubuntu:22.04
RUN DEBIAN_FRONTEND=noninteractive apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends tzdata krb5-user \
    && rm -rf /var/lib/apt/lists/*
