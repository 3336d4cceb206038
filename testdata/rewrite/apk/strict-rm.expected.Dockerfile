FROM alpine:3.5
RUN apk add --no-cache python2 py-pip &&\
    pip install --no-cache-dir requests
