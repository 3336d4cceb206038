# syntax=docker/dockerfile:1
FROM debian:12-slim AS Build
ENV DEBIAN_FRONTEND noninteractive
RUN apt-get update && \
    apt-get install -y curl && \
    rm -rf /var/lib/apt/lists/*

RUN apt-get update
RUN apt-get install curl git

RUN set -eux; \
    buildDeps='gcc make'; \
    apt-get update; \
    apt-get install -y $buildDeps; \
# comment
    apt-get clean

RUN sudo apt install -y make && sudo -u app make -j

RUN <<EOF
apt-get update
apt-get install -y curl
EOF

RUN --mount=type=cache,target=/var/cache/apt apt-get install -y --no-install-recommends curl=7.* && apt-get clean

# hadolint ignore=DL3008,DL3009
RUN apt-get update && apt-get upgrade -y
CMD a b
