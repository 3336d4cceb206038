set -eu
apt-get update
apt-get install -y --no-install-recommends strace
rm -rf /var/lib/apt/lists/*
