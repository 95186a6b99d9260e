#!/usr/bin/env bash
# Makes the secrets of the split shop, each 256 random bits in hexadecimal. Nothing that is there is overwritten.
#   deploy/make-secrets.sh compose > .env        the whole .env of compose.services.yaml
#   deploy/make-secrets.sh kubernetes            the *.env and *.pem files that the kustomizations read (git ignores them)
# SHOP_URL, ADMIN_EMAIL and ADMIN_PASSWORD are taken from the environment; a password that is not given is made too.
set -euo pipefail
umask 077
cd "$(dirname "${BASH_SOURCE[0]}")"
modules=(identity catalog inventory carts promotions payments ordering notifications recommendations analytics)
secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
# keep FILE: standard input becomes the file, unless it is there.
keep() { if [ -e "$1" ]; then cat >/dev/null; echo "kept   deploy/kubernetes/$1"; else cat >"$1"; echo "made   deploy/kubernetes/$1"; fi; }
url="${SHOP_URL:-https://shop.example.com}" email="${ADMIN_EMAIL:-admin@shop.example.com}" password="${ADMIN_PASSWORD:-$(secret)}"

case "${1:-}" in
  compose)
    echo "# Made by deploy/make-secrets.sh; keep it out of the repository."
    echo "SHOP_URL=$url"
    echo "ADMIN_EMAIL=$email"
    echo "ADMIN_PASSWORD=$password"
    echo "SERVICE_TOKEN=$(secret)"
    echo "POSTGRES_PASSWORD=$(secret)"
    for module in "${modules[@]}"; do echo "SHOP_PASSWORD_${module^^}=$(secret)"; done
    echo "REDIS_PASSWORD=$(secret)"
    # Kafka wants 16 bytes in URL-safe base64 that do not begin with a dash.
    echo "KAFKA_CLUSTER_ID=A$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 2-22)"
    ;;
  kubernetes)
    cd kubernetes
    for module in "${modules[@]}"; do
      made="$(secret)"
      echo "DATABASE_PASSWORD=$made" | keep "modules/$module/database.env"
    done
    # The server is told the same passwords, read back so that a second run agrees with the first.
    {
      echo "POSTGRES_PASSWORD=$(secret)"
      for module in "${modules[@]}"; do echo "SHOP_PASSWORD_${module^^}=$(sed -n 's/^DATABASE_PASSWORD=//p' "modules/$module/database.env")"; done
    } | keep backing/postgres.env
    echo "REDIS_PASSWORD=$(secret)" | keep backing/redis.env
    # The carts alone speak to Redis.
    cp -n backing/redis.env modules/carts/redis.env
    echo "Service__Token=$(secret)" | keep overlays/services/service.env
    printf 'Identity__AdminEmail=%s\nIdentity__AdminPassword=%s\n' "$email" "$password" | keep modules/identity/admin.env
    [ -e overlays/one-process/admin.env ] || cp modules/identity/admin.env overlays/one-process/admin.env
    [ -e modules/identity/es256-1.pem ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null | keep modules/identity/es256-1.pem
    echo "Set the shop's address in base/settings.env, host and issuer in the overlay's ingress.yaml, image and tag in its kustomization.yaml."
    ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]##*/}" >&2; exit 2 ;;
esac
