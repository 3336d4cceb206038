FROM debian:bookworm-slim
COPY packages.txt /tmp/
RUN apt-get update
RUN xargs apt-get install -y --no-install-recommends < /tmp/packages.txt
