FROM alpine:3.20
RUN set -ex; \
    apk add --no-cache su-exec
