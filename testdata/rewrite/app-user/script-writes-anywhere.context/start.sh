#!/bin/sh
echo "$TEXT" > "$TARGET"
exec sleep 1
