FROM alpine:3.20
RUN apk update # refresh
RUN apk add bash # shell
