FROM alpine:3.20
RUN apk add --no-cache bash
LABEL org.opencontainers.image.authors="erika@example.com"
