FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends bc && rm -rf /var/lib/apt/lists/* && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
RUN apt-get update && apt-get install -y --no-install-recommends -t bookworm-backports dc && rm -rf /var/lib/apt/lists/* && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
