FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends gosu && rm -rf /var/lib/apt/lists/*
COPY entrypoint.sh server /usr/local/bin/
VOLUME /data
ENTRYPOINT ["entrypoint.sh"]
CMD ["server"]
