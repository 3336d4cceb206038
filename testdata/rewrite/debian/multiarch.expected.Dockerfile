FROM debian:bookworm-slim
RUN dpkg --add-architecture i386
RUN apt-get update && apt-get install -y --no-install-recommends libc6:i386 wine32:i386 \
    && rm -rf /var/lib/apt/lists/*
