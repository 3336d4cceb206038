#!/bin/sh
set -e
mkdir -p /var/cache/app
. /usr/local/bin/settings.sh
exec "$@"
