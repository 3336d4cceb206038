FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx gcc libc6-dev \
 && mv /etc/nginx/nginx.conf /etc/nginx/nginx.conf.orig && rm -rf /var/lib/apt/lists/*
COPY run.c /srv/
RUN gcc -O2 -o /usr/local/bin/run /srv/run.c
CMD ["run", "nginx"]
