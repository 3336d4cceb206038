#!/bin/bash
# Reports from where we are and what we can reach.
set -euo pipefail

why=$1
declare -A facts
facts[zone]=$(date -d '2024-07-01 12:00 UTC' +'%H:%M %Z')
facts[host]=$(curl -fsS file:///etc/hostname | grep -c .)
facts[user]=$(id -un)
facts[spool]=$(stat -c %a /var/spool/cron/crontabs)
# a site that is not there: the answer must be a refusal, not a missing certificate store
facts[offline]=$(curl -sS https://localhost:9/ 2>&1 | grep -o 'Failed to connect' || true)
facts[trusted]=$([[ $(grep -c BEGIN /etc/ssl/certs/ca-certificates.crt) -gt 100 ]] && echo yes)

for name in zone host user spool offline trusted; do
    echo "$why: $name = ${facts[$name]}"
done | tee /srv/report/new.html
mv /srv/report/new.html /srv/report/index.html
