FROM alpine:3.20
RUN apk add --no-cache curl && curl -fsSLo /tmp/x https://example.org/x && rm -f /tmp/x /var/cache/apk/*
