FROM debian:bookworm-slim AS tools

RUN apt-get update && apt-get install -y --no-install-recommends busybox-static && rm -rf /var/lib/apt/lists/*
RUN mkdir -p /root-file-system/bin /root-file-system/etc /root-file-system/tmp && chmod 1777 /root-file-system/tmp \
    && cp /bin/busybox /root-file-system/bin/ \
    && for tool in sh httpd id cat date mkdir; do ln -s busybox /root-file-system/bin/$tool; done \
    && echo 'app:x:10001:10001::/:/sbin/nologin' > /root-file-system/etc/passwd \
    && echo 'app:x:10001:' > /root-file-system/etc/group

FROM scratch

COPY --from=tools /root-file-system /
COPY start.sh /
COPY pages /pages

EXPOSE 8080

USER 10001:10001
CMD ["/start.sh"]
