FROM ubuntu:22.04
RUN apt-get update && apt-get install -y wget && \
    wget https://example.org/tool-1.0.tar.gz && \
    tar xzf tool-1.0.tar.gz -C /opt && \
    rm tool-1.0.tar.gz
