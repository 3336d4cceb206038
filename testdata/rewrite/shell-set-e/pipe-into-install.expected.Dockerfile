FROM debian:bookworm-slim
COPY packages.txt /tmp/
RUN apt-get update \
    && rm -rf /var/lib/apt/lists/* \
    && grep -v '^#' /tmp/packages.txt | xargs apt-get install -y --no-install-recommends
