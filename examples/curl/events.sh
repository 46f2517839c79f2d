#!/bin/sh
# Hears what happens: ./events.sh [URL] [TOKEN]. Runs until it is stopped, or the server is.
url=${1:-http://localhost:3000}
token=${2:-}
exec curl --no-buffer --silent --show-error --fail \
  ${token:+--header "Authorization: Bearer $token"} \
  "$url/health/integration/events?types=status.changed,circuit.changed,target.recovered"
