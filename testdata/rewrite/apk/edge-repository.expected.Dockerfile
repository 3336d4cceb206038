FROM alpine:3.20
RUN apk add --no-cache --repository https://dl-cdn.alpinelinux.org/alpine/edge/testing hurl
