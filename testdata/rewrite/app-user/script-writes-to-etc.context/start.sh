#!/bin/sh
echo "$TEXT" > /etc/app.conf
exec sleep 1
