#!/bin/sh
set -e
curl -fsS http://config/ready
exec python app.py
