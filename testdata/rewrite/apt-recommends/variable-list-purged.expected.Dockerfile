FROM debian:bookworm-slim
RUN set -x \
    && buildDeps=' \
        ca-certificates \
        curl \
        gcc \
        libc6-dev \
        make \
    ' \
    && apt-get update && apt-get install -y --no-install-recommends $buildDeps \
    && curl -fsSL https://example.org/app.c -o app.c \
    && gcc -o /usr/local/bin/app app.c \
    && apt-get purge -y --auto-remove $buildDeps \
    && rm -rf /var/lib/apt/lists/*
