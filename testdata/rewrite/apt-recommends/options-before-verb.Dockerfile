FROM debian:bookworm-slim
RUN apt-get update && apt-get -y install curl gnupg && rm -rf /var/lib/apt/lists/*
