FROM debian:bookworm-slim
RUN <<EOF
apt-get update && apt-get install -y --no-install-recommends jq
rm -rf /var/lib/apt/lists/*
EOF
