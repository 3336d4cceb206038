FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev gnupg && rm -rf /var/lib/apt/lists/*
RUN echo "deb https://packages.example.com stable main" > /etc/apt/sources.list.d/example.list
COPY main.c /src/
RUN gcc -o /usr/local/bin/main /src/main.c
# the packages that hold the shared libraries of what was built
RUN find /usr/local/bin/main -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM debian:bookworm-slim
# from where the build stage gets its packages, which stays there
RUN --mount=type=bind,rw,from=build,source=/etc/apt,target=/etc/apt \
    --mount=type=bind,rw,from=build,source=/usr/share/keyrings,target=/usr/share/keyrings \
    --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get update \
 && xargs -a /tmp/runtime-packages apt-get install -y --no-install-recommends --no-upgrade gnupg \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/main /usr/local/bin/main
COPY main.c /src/
CMD ["main"]
