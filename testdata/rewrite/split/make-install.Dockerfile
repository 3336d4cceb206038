FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential libpcre2-dev zlib1g-dev curl ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://example.com/server-1.2.tar.gz -o /tmp/server.tar.gz \
    && tar xzf /tmp/server.tar.gz -C /tmp \
    && cd /tmp/server-1.2 \
    && ./configure --prefix=/opt/server \
    && make -j4 && make install \
    && rm -rf /tmp/server*
COPY server.conf /etc/server.conf
EXPOSE 80
CMD ["/opt/server/bin/server"]
