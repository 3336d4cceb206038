FROM alpine:3.20
RUN apk add bash
MAINTAINER erika@example.com
