FROM alpine:3.20
RUN apk update && apk search php && apk add --no-cache php83
