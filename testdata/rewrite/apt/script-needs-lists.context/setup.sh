#!/bin/bash
set -e
apt-get install -y --no-install-recommends postgresql-client
rm "$0"
