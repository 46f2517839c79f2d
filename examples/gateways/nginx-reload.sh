#!/bin/sh
# Fetches the upstream block of a pool, and reloads nginx when it is another one than before and nginx takes it. What
# fails leaves everything as it was. Run it every few seconds, by a systemd timer or in a loop.
#
#   BELLWETHER_URL    where Bellwether is [http://127.0.0.1:3000]
#   BELLWETHER_TOKEN  a token of the role read [none]
#   POOL              [chat]
#   UPSTREAM_FILE     what nginx.conf includes [/etc/nginx/bellwether-upstream.conf]
#   NGINX_PREFIX, NGINX_CONF  for another nginx than that of the system [none]
set -eu

url="${BELLWETHER_URL:-http://127.0.0.1:3000}/health/integration/routing/gateways/nginx?pool=${POOL:-chat}"
file=${UPSTREAM_FILE:-/etc/nginx/bellwether-upstream.conf}
fresh=$file.fresh
before=$file.before
trap 'rm -f "$fresh"' EXIT

run_nginx() {
  nginx ${NGINX_PREFIX:+-p "$NGINX_PREFIX"} ${NGINX_CONF:+-c "$NGINX_CONF"} "$@"
}

# the token by standard input: whoever may list processes reads arguments
token() {
  if [ -n "${BELLWETHER_TOKEN:-}" ]; then printf 'header = "authorization: Bearer %s"\n' "$BELLWETHER_TOKEN"; fi
}
token | curl --config - --fail --silent --show-error --max-time 5 --output "$fresh" "$url"

if cmp -s "$fresh" "$file"; then
  echo unchanged
  exit 0
fi
: >"$before"
if [ -f "$file" ]; then cp "$file" "$before"; fi
mv "$fresh" "$file"
# what nginx does not have must not stand in the file, or the next run would take it for known
if ! run_nginx -t -q || ! run_nginx -s reload; then
  mv "$before" "$file"
  echo "not taken by nginx, left as it was" >&2
  exit 1
fi
echo reloaded
