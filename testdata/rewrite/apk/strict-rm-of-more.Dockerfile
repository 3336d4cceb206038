FROM alpine:3.20
RUN apk add curl && curl -fsSLo /tmp/x https://example.org/x && rm /tmp/x /var/cache/apk/*
