FROM alpine:3.20
RUN apk add --update --repository https://dl-cdn.alpinelinux.org/alpine/edge/testing hurl
