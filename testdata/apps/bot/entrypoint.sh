#!/bin/bash
set -e

echo "bot starting in $(pwd) at $(date +%Y | sed 's/^20.*/the right century/')"

# wait for the service that we talk to
if [[ -n "$WAIT_FOR" ]]; then
    until curl -fsS -o /dev/null "$WAIT_FOR"; do
        echo "waiting for $WAIT_FOR"
        sleep 1
    done
    echo "found $WAIT_FOR"
fi

exec "$@"
