FROM debian:bullseye
RUN apt-get update; apt-get install -y --no-install-recommends rsync; mkdir /backup
ENTRYPOINT ["rsync"]
