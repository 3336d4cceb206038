FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends sqlite3 && apt-get clean && rm -rf /var/cache/apt/archives/*
