FROM alpine:3.20
RUN apk add curl
COPY . /app
RUN cd /app && make && rm -r /var/cache/apk/*
