FROM debian:bookworm-slim
COPY --link --chmod=755 --chown=1000:1000 bin/ /usr/local/bin/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/data.bin /data.bin
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=1m CMD ["check"]
