FROM debian:bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        graphviz \
    && rm -rf /var/lib/apt/lists/* \
    && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
