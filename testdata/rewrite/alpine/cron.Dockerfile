FROM alpine:3.14
RUN apk add --update tzdata bash && \
    cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime && \
    echo "Europe/Berlin" > /etc/timezone && \
    apk del tzdata && \
    rm -rf /var/cache/apk/*
ADD crontab /etc/crontabs/root
CMD crond -f -l 8
