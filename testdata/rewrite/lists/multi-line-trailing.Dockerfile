FROM ubuntu:22.04
RUN apt-get update && apt-get install -y \
    openssh-client \
    rsync &&\
    echo ok
