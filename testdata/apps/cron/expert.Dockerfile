FROM debian:bookworm-slim

ENV TZ=Europe/Berlin

# ca-certificates is recommended by curl's library only: https would fail without it
RUN apt-get update && \
    apt-get install -y --no-install-recommends busybox ca-certificates cron curl tzdata && \
    rm -rf /var/lib/apt/lists/*

RUN ln -snf /usr/share/zoneinfo/$TZ /etc/localtime && echo $TZ > /etc/timezone && \
    mkdir -p /srv/report

COPY --chmod=644 crontab /etc/cron.d/report
COPY --chmod=755 report.sh /usr/local/bin/report.sh

EXPOSE 8080

# cron in the background, the last report for who asks
CMD cron && busybox httpd -f -p 8080 -h /srv/report
