FROM debian:bookworm-slim
COPY *.deb /tmp/
RUN apt-get update && dpkg -i /tmp/*.deb || apt-get install --no-install-recommends -fy && rm -rf /var/lib/apt/lists/*
