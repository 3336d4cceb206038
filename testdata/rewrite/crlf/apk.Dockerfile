FROM alpine:3.20
RUN apk update && \
    apk add bash \
        curl && \
    rm -rf /var/cache/apk/*
CMD ["bash"]