FROM debian:bullseye
RUN apt-get update; apt-get install -y --no-install-recommends rsync \
    && find /usr/share/doc /usr/share/man -type f ! -name copyright -delete \
    && rm -rf /var/lib/apt/lists/*; \
    mkdir /backup
ENTRYPOINT ["rsync"]
