FROM alpine:3.20
RUN apk add \
    bash \
    ca-certificates \
    curl \
    tini
ENTRYPOINT ["/sbin/tini", "--"]
