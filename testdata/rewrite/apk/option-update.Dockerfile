FROM alpine:3.20
RUN apk add --update nodejs npm
