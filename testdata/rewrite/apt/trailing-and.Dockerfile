FROM ubuntu:20.04
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
      make \
      zip && \
    mkdir -p /data
VOLUME /data
