FROM alpine:3.20
MAINTAINER Erika Mustermann <erika@example.com>
RUN apk add --no-cache bash
