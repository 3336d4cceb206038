FROM alpine:3.19
RUN apk add --update \
        python3 \
        py3-pip \
    && apk add --virtual .deps \
        gcc \
        python3-dev \
        musl-dev \
    && pip3 install --break-system-packages cffi \
    && apk del .deps \
    && rm -rf /var/cache/apk/*
