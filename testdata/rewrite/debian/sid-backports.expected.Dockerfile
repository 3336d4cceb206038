FROM debian:bullseye-slim
RUN echo 'deb http://mirror.example.com/debian bullseye-backports main' > /etc/apt/sources.list.d/backports.list
RUN apt-get update && apt-get install -y --no-install-recommends -t bullseye-backports golang-go git ca-certificates g++ openssh-client patch pkg-config \
    && rm -rf /var/lib/apt/lists/*
