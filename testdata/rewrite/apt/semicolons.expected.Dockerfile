FROM debian:bullseye-slim
RUN apt-get update; apt-get install -y --no-install-recommends rsync \
    && rm -rf /var/lib/apt/lists/*; \
    mkdir /backup
ENTRYPOINT ["rsync"]
