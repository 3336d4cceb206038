FROM debian:bookworm-slim
RUN apt-get update && apt-get -y install --no-install-recommends ca-certificates curl gnupg && rm -rf /var/lib/apt/lists/*
