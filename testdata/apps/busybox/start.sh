#!/bin/sh
set -e
echo "started" > /tmp/started
exec httpd -f -p 8080 -h /pages
