FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends nginx gcc libc6-dev wget \
 && rm /etc/nginx/sites-enabled/default /usr/share/doc/nginx/copyright \
 && wget -q https://example.com/site.tar.gz -O /var/www/site.tar.gz \
 && mkdir -p /var/www/site && tar xzf /var/www/site.tar.gz -C /var/www/site \
 && rm /var/www/site.tar.gz \
 && rm -rf /var/lib/apt/lists/*
COPY run.c /srv/
RUN gcc -O2 -o /usr/local/bin/run /srv/run.c
# the packages that hold the shared libraries of what was built
RUN find /var/www/site /usr/local/bin/run -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM debian:bookworm-slim
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get update \
 && xargs -a /tmp/runtime-packages apt-get install -y --no-install-recommends --no-upgrade nginx wget \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /var/www/site /var/www/site
COPY --from=build /usr/local/bin/run /usr/local/bin/run
RUN rm -f /etc/nginx/sites-enabled/default /usr/share/doc/nginx/copyright
COPY run.c /srv/
ARG port=2020
CMD ["run", "nginx"]
