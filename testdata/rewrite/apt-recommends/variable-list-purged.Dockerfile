FROM debian:bookworm-slim
RUN set -x \
    && buildDeps=' \
        curl \
        gcc \
        make \
    ' \
    && apt-get update && apt-get install -y $buildDeps \
    && curl -fsSL https://example.org/app.c -o app.c \
    && gcc -o /usr/local/bin/app app.c \
    && apt-get purge -y --auto-remove $buildDeps
