FROM debian:bookworm
RUN apt-get update && apt-get install -y --no-install-recommends man-db manpages && rm -rf /var/lib/apt/lists/*
