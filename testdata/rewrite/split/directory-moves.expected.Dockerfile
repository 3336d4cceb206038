FROM debian:bookworm-slim AS build
WORKDIR /work
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev curl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /opt/app && cd /opt && curl -fsSL -o app.tar.gz https://example.com/app.tar.gz && tar xzf app.tar.gz -C app && rm app.tar.gz
RUN (cd /opt/app && gcc -o run main.c)
# the packages that hold the shared libraries of what was built
RUN find /opt/app -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM debian:bookworm-slim
WORKDIR /work
RUN --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get update \
 && xargs -a /tmp/runtime-packages apt-get install -y --no-install-recommends --no-upgrade ca-certificates curl \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/app /opt/app
CMD ["/opt/app/run"]
