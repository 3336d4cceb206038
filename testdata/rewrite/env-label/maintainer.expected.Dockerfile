FROM alpine:3.20
LABEL org.opencontainers.image.authors="Erika Mustermann <erika@example.com>"
RUN apk add --no-cache bash
