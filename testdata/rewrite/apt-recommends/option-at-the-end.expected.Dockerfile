FROM debian:bookworm-slim
RUN apt-get update && apt-get install --no-install-recommends ca-certificates curl gnupg -y && rm -rf /var/lib/apt/lists/*
