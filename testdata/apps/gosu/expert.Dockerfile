FROM debian:bookworm-slim

RUN apt-get update && apt-get install -y --no-install-recommends busybox gosu \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-log-init --system counter

COPY entrypoint.sh /usr/local/bin/

VOLUME /data
EXPOSE 8080

ENTRYPOINT ["entrypoint.sh"]
CMD ["busybox", "httpd", "-f", "-p", "8080", "-h", "/data"]
