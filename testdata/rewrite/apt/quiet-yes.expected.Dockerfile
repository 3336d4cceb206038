FROM debian:bookworm-slim
RUN apt-get -qq update && apt-get -qq -y install --no-install-recommends rclone > /dev/null \
    && rm -rf /var/lib/apt/lists/*
