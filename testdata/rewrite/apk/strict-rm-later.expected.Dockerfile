FROM alpine:3.20
RUN apk add --no-cache curl
COPY . /app
RUN cd /app && make && rm -f -r /var/cache/apk/*
