FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/* \
 && cd /opt && mkdir data && ln -s data /srv/data
COPY main.c /srv/app/
RUN gcc -o /usr/local/bin/run /srv/app/main.c
CMD ["run"]
