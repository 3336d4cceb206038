FROM python:3.11-slim
RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends gcc libc6-dev
rm -rf /var/lib/apt/lists/*
pip install --no-cache-dir lxml
mkdir -p /var/lib/app
EOF
CMD ["python"]
