FROM debian:bookworm-slim
RUN inst() { apt-get install -y --no-install-recommends "$@"; }; apt-get update \
    && rm -rf /var/lib/apt/lists/* \
    && inst bc dc
