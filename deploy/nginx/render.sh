#!/usr/bin/env bash
# Writes nginx.conf and cartwright.conf into a folder: deploy/nginx/render.sh FOLDER
# The environment names the addresses: SHOP_LISTEN=8080 SHOP_IDENTITY=127.0.0.1:8101 … SHOP_ANALYTICS=127.0.0.1:8110; one that is missing is refused.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="${1:?deploy/nginx/render.sh FOLDER}"
template="$(<"$here/cartwright.conf.template")"
mkdir -p "$folder/temp"
for name in LISTEN IDENTITY CATALOG INVENTORY CARTS PROMOTIONS PAYMENTS ORDERING NOTIFICATIONS RECOMMENDATIONS ANALYTICS; do
  variable="SHOP_$name"
  value="${!variable:?names the address (host:port)}"
  # Quoted, so that no character of the value means anything to the shell.
  template="${template//"\${$variable}"/"$value"}"
done
printf '%s\n' "$template" >"$folder/cartwright.conf"
cp "$here/nginx.conf" "$folder/nginx.conf"
