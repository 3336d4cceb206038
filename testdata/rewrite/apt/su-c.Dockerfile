FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends bc && su -c "apt-get install -y dc" && echo ok
