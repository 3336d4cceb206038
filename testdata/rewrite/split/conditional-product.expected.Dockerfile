FROM debian:bookworm-slim
ARG EXTRA
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev curl ca-certificates && rm -rf /var/lib/apt/lists/*
RUN if [ -n "$EXTRA" ]; then curl -fsSL -o /opt/extra.bin "https://example.com/$EXTRA"; fi
COPY main.c /srv/app/
RUN cd /srv/app && gcc -o run main.c
CMD ["/srv/app/run"]
