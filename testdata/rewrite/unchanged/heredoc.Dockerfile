FROM debian:bookworm-slim
RUN <<EOT
  set -e
  apt-get update
  apt-get install -y --no-install-recommends jq
  rm -rf /var/lib/apt/lists/*
EOT
