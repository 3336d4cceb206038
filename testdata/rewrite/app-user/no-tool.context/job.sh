#!/bin/sh
set -e
echo started > state
exec sleep 3600
