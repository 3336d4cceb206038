FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl gnupg && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /etc/apt/keyrings \
 && curl -fsSL https://packages.example.com/key.asc | gpg --dearmor -o /etc/apt/keyrings/example.gpg \
 && echo "deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/example.gpg] https://packages.example.com/debian bookworm main" > /etc/apt/sources.list.d/example.list
RUN apt-get update && apt-get install -y --no-install-recommends exampled gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY run.c /srv/
RUN gcc -O2 -o /usr/local/bin/run /srv/run.c
# the packages that hold the shared libraries of what was built
RUN find /usr/local/bin/run -type f \( -name '*.so*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null \
 | awk '$3 ~ /^\/(usr\/)?lib/ { print $3 }' | xargs -r readlink -f | sed 's|.*/|*/|' | sort -u \
 | xargs -r dpkg -S 2>/dev/null | cut -d: -f1 | sort -u > /runtime-packages

FROM debian:bookworm-slim
# from where the build stage gets its packages, which stays there
RUN --mount=type=bind,rw,from=build,source=/etc/apt,target=/etc/apt \
    --mount=type=bind,rw,from=build,source=/usr/share/keyrings,target=/usr/share/keyrings \
    --mount=type=bind,from=build,source=/etc/ssl/certs/ca-certificates.crt,target=/tmp/ca-certificates.crt \
    --mount=type=bind,from=build,source=/runtime-packages,target=/tmp/runtime-packages \
    apt-get -o Acquire::https::CAInfo=/tmp/ca-certificates.crt update \
 && xargs -a /tmp/runtime-packages apt-get -o Acquire::https::CAInfo=/tmp/ca-certificates.crt install -y --no-install-recommends --no-upgrade ca-certificates curl exampled gnupg \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/run /usr/local/bin/run
COPY run.c /srv/
CMD ["run", "exampled"]
