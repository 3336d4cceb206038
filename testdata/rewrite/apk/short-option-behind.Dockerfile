FROM alpine:3.20
RUN apk add -U --no-cache redis
