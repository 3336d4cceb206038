FROM ubuntu:22.04
RUN apt-get update && apt-get install -y --no-install-recommends wget ca-certificates && \
    rm -rf /var/lib/apt/lists/* && \
    wget --progress=dot:giga https://example.org/tool-1.0.tar.gz && \
    tar xzf tool-1.0.tar.gz -C /opt && \
    rm tool-1.0.tar.gz
