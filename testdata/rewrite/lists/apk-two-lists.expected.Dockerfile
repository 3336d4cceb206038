FROM alpine:3.19
RUN apk add --no-cache \
        python3 \
        py3-pip \
    && apk add --no-cache --virtual .deps \
        gcc \
        python3-dev \
        musl-dev \
    && pip3 install --no-cache-dir --break-system-packages cffi \
    && apk del .deps
