FROM alpine:3.20
RUN set -ex; \
    apk update; \
    apk add su-exec; \
    rm -rf /var/cache/apk/*
