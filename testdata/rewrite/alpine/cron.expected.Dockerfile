FROM alpine:3.14
RUN apk add --no-cache tzdata bash && \
    cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime && \
    echo "Europe/Berlin" > /etc/timezone && \
    apk del tzdata
COPY crontab /etc/crontabs/root
CMD ["crond", "-f", "-l", "8"]
