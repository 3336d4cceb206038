FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx gcc libc6-dev wget \
 && rm /etc/nginx/sites-enabled/default /usr/share/doc/nginx/copyright \
 && wget -q https://example.com/site.tar.gz -O /var/www/site.tar.gz \
 && mkdir -p /var/www/site && tar xzf /var/www/site.tar.gz -C /var/www/site \
 && rm /var/www/site.tar.gz \
 && rm -rf /var/lib/apt/lists/*
COPY run.c /srv/
RUN gcc -O2 -o /usr/local/bin/run /srv/run.c
ARG port=2020
CMD ["run", "nginx"]
