FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends \
    openssh-client \
    rsync && \
    rm -rf /var/lib/apt/lists/* &&\
    echo ok
