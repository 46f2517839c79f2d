#!/bin/sh
# Hands in what became of a call: ./report.sh TARGET HTTP_STATUS LATENCY_MS [URL] [TOKEN]
target=$1
http_status=$2
latency_ms=$3
url=${4:-http://localhost:3000}
token=${5:-}
ok=true
[ "$http_status" -lt 400 ] || ok=false
exec curl --silent --show-error --fail \
  ${token:+--header "Authorization: Bearer $token"} \
  --header 'Content-Type: application/json' \
  --data "{\"target\":\"$target\",\"ok\":$ok,\"http_status\":$http_status,\"latency_ms\":$latency_ms}" \
  "$url/health/integration/observations"
