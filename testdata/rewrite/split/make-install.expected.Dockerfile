FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libpcre2-dev zlib1g-dev curl ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://example.com/server-1.2.tar.gz -o /tmp/server.tar.gz \
    && tar xzf /tmp/server.tar.gz -C /tmp \
    && cd /tmp/server-1.2 \
    && ./configure --prefix=/opt/server \
    && make -j4 && make install \
    && rm -rf /tmp/server*
# the packages that hold the shared libraries of what was built
RUN find /opt/server -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM debian:bookworm-slim
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get update \
 && xargs -a /tmp/runtime-packages apt-get install -y --no-install-recommends --no-upgrade ca-certificates curl \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/server /opt/server
COPY server.conf /etc/server.conf
EXPOSE 80
CMD ["/opt/server/bin/server"]
