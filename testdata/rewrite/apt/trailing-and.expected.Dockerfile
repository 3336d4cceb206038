FROM ubuntu:20.04
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
      make \
      zip && \
    rm -rf /var/lib/apt/lists/* && \
    mkdir -p /data
VOLUME /data
