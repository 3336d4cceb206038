FROM alpine:3.5
RUN apk update && \
    apk add python2 py-pip &&\
    pip install requests &&\
    rm /var/cache/apk/*
