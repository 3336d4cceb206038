FROM debian:bookworm-slim
COPY install-tools.sh /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends procps
RUN sh /tmp/install-tools.sh
