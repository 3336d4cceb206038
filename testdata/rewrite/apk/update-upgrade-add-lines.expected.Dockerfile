FROM alpine:3.18
RUN apk upgrade --no-cache \
    && apk add --no-cache ca-certificates
