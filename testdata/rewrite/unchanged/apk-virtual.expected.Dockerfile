FROM alpine:3.20
RUN apk add --no-cache --virtual .build gcc musl-dev make \
    && wget -qO- https://example.org/src.tar.gz | tar xz -C /tmp \
    && make -C /tmp/src install \
    && apk del .build \
    && rm -rf /tmp/src
