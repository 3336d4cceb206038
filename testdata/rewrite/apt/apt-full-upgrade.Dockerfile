FROM debian:trixie-slim
RUN apt update && apt full-upgrade -y && rm -rf /var/lib/apt/lists/*
