FROM alpine:3.20
RUN apk --update add openssl && rm -rf /var/cache/apk/*
