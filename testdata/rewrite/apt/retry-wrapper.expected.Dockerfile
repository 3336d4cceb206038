FROM debian:bookworm-slim
COPY retry /usr/local/bin/
RUN retry apt-get update && retry apt-get install -y --no-install-recommends bc && echo done
