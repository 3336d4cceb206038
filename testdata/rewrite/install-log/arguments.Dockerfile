ARG PYTHON=3.11
from python:${PYTHON}-slim as base
arg EXTRA=file
run apt-get update && apt-get install -y --no-install-recommends ${EXTRA} && rm -rf /var/lib/apt/lists/*
env PIP_NO_CACHE_DIR=1
run pip install flask

from base
run ["pip", "install", "gunicorn"]
copy --from=0 /usr/bin/file /opt/file
user 1000
cmd ["gunicorn", "app:app"]
