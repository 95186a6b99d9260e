#!/usr/bin/env bash
# The whole shop as services on this machine: PostgreSQL, Redis, one process a module, nginx in front. Ctrl-C stops exactly what was started here.
# Called by ./run.sh --split [--port 8080] [--data ./data/split] [--no-demo] [--set Key=value …]
set -uo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/build.sh"
modules=(identity catalog inventory carts promotions payments ordering notifications recommendations analytics)
port=8080 data="$PWD/data/split" demo=--demo more=()
while [ $# -gt 0 ]; do
  case "$1" in
    --port) port="${2:?--port needs a number}"; shift 2 ;;
    --data) data="$(realpath -m "${2:?--data needs a folder}")"; shift 2 ;;
    --demo) demo=--demo; shift ;;
    --no-demo) demo=--no-demo; shift ;;
    --set) more+=(--set "${2:?--set needs Key=value}"); shift 2 ;;
    *) stop_with "./run.sh --split does not know '$1'. It takes --port, --data, --demo, --no-demo and --set Key=value." ;;
  esac
done

need_dotnet
need_node
apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
apt_install redis-server redis-server
apt_install nginx nginx-light
build_web
build_host

postgres_bin=/usr/lib/postgresql/15/bin
mkdir -p "$data"/{postgres,redis,logs,keys} && chmod 755 "$data" && chmod 700 "$data/keys"
exec 9>"$data/.lock" && flock -n 9 || stop_with "Another ./run.sh --split runs on $data. Stop it, or give another folder: --data <folder>"

pids=() names=() stopping=
# ended NAME: says what a server wrote last, and stops the others.
fail() { echo "$1" >&2; [ -f "${2:-}" ] && tail -n 15 "$2" >&2; exit 1; }
# started NAME PID
started() { names+=("$1") pids+=("$2"); }
stop_all() {
  [ -n "$stopping" ] && return; stopping=yes
  local i
  # Shoppers first, then the modules, then what they stand on.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    case "${names[i]}" in PostgreSQL | Redis) ;; *) kill -TERM "${pids[i]}" 2>/dev/null ;; esac
  done
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    case "${names[i]}" in PostgreSQL | Redis) ;; *) wait "${pids[i]}" 2>/dev/null ;; esac
  done
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    case "${names[i]}" in
      PostgreSQL) kill -INT "${pids[i]}" 2>/dev/null ;;
      Redis) kill -TERM "${pids[i]}" 2>/dev/null ;;
      *) continue ;;
    esac
    wait "${pids[i]}" 2>/dev/null
  done
  echo "Stopped."
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# setsid: servers must not hear the terminal's Ctrl-C themselves; they end in order, by their ids.
# Below the ports from which the system serves outgoing connections, of which ten processes make many.
next=12000
# free_port: the next port nobody listens on, in $found.
free_port() { while next=$((next + 1)); (exec 3<>"/dev/tcp/127.0.0.1/$next") 2>/dev/null; do :; done; found=$next; }
# until_ready WHAT PID LOG COMMAND...: waits for a server's answer.
until_ready() {
  local what="$1" pid="$2" log="$3" deadline=$((SECONDS + 60)); shift 3
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || fail "$what ended at its start; its last lines:" "$log"
    [ "$SECONDS" -lt "$deadline" ] || fail "$what did not answer within a minute; its last lines:" "$log"
    sleep 0.1
  done
}
(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && stop_with "The port $port is taken. Give another: ./run.sh --split --port 9080"

# PostgreSQL refuses to run as root.
as_postgres=()
if [ "$(id -u)" = 0 ]; then
  as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups --)
  chown -R postgres "$data/postgres"
  "${as_postgres[@]}" test -r "$data/postgres" ||
    stop_with "PostgreSQL runs as the user postgres, who may not enter $data. Give a folder outside of it: ./run.sh --split --data /var/tmp/cartwright"
fi
if [ ! -f "$data/postgres/PG_VERSION" ]; then
  "${as_postgres[@]}" "$postgres_bin/initdb" -D "$data/postgres" -U cartwright -A trust -E UTF8 --locale=C.UTF-8 >"$data/logs/initdb.log" 2>&1 ||
    fail "initdb could not make a cluster in $data/postgres:" "$data/logs/initdb.log"
fi
free_port; postgres_port=$found
setsid "${as_postgres[@]}" "$postgres_bin/postgres" -D "$data/postgres" -p "$postgres_port" -k "$data/postgres" \
  -c listen_addresses=127.0.0.1 -c max_connections=200 >"$data/logs/postgres.log" 2>&1 9>&- &
started PostgreSQL $!
until_ready PostgreSQL $! "$data/logs/postgres.log" "$postgres_bin/pg_isready" -h 127.0.0.1 -p "$postgres_port" -U cartwright
psql() { "$postgres_bin/psql" -h 127.0.0.1 -p "$postgres_port" -U cartwright -v ON_ERROR_STOP=1 -qAt "$@"; }
[ "$(psql -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'shop'")" = 1 ] || psql -d postgres -c 'CREATE DATABASE shop' || fail "The database could not be made." "$data/logs/postgres.log"
"$root/artifacts/host/cartwright" database prepare --no-password --admin "Host=127.0.0.1;Port=$postgres_port;Username=cartwright;Database=shop" >"$data/logs/roles.log" 2>&1 ||
  fail "The modules' roles could not be made:" "$data/logs/roles.log"

free_port; redis_port=$found
setsid redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$data/redis" --save "" --appendonly yes >"$data/logs/redis.log" 2>&1 9>&- &
started Redis $!
until_ready Redis $! "$data/logs/redis.log" redis-cli -p "$redis_port" ping

# The secret between services: made once, kept beside the keys.
[ -s "$data/keys/service.token" ] || (umask 077 && head -c 32 /dev/urandom | base64 -w0 >"$data/keys/service.token")

declare -A public inner
for module in "${modules[@]}"; do free_port; public[$module]=$found; free_port; inner[$module]=$found; done
for module in "${modules[@]}"; do
  # By environment rather than by arguments, which every user of the machine can read.
  elsewhere=()
  for other in "${modules[@]}"; do [ "$other" = "$module" ] || elsewhere+=("Elsewhere__$other=http://localhost:${inner[$other]}"); done
  Service__Token="$(cat "$data/keys/service.token")" setsid env "${elsewhere[@]}" \
    Data="postgres:Host=127.0.0.1;Port=$postgres_port;Username=shop_{module};Database=shop" DataFolder="$data" \
    Redis="localhost:$redis_port" Carts__Store=redis Events=redis Operations__Public=true Wire__Port="${inner[$module]}" Proxies__Trusted__0=127.0.0.1 Shop__Url="http://localhost:$port" \
    "$root/artifacts/host/cartwright" serve $demo --run "$module" --port "${public[$module]}" "${more[@]}" >"$data/logs/$module.log" 2>&1 9>&- &
  started "$module" $!
done
for i in "${!names[@]}"; do
  module="${names[i]}"
  [ -n "${public[$module]:-}" ] && until_ready "$module" "${pids[i]}" "$data/logs/$module.log" grep -q "is ready after" "$data/logs/$module.log"
done

addresses=("SHOP_LISTEN=127.0.0.1:$port")
for module in "${modules[@]}"; do addresses+=("SHOP_${module^^}=127.0.0.1:${public[$module]}"); done
env "${addresses[@]}" "$root/deploy/nginx/render.sh" "$data/nginx" || fail "nginx could not be configured."
setsid nginx -p "$data/nginx" -c "$data/nginx/nginx.conf" -g "daemon off; user $(id -un);" >"$data/logs/nginx.log" 2>&1 9>&- &
started nginx $!
until_ready nginx $! "$data/logs/nginx.log" bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"

echo "Cartwright is ready: a process a module"
echo "  shop       http://localhost:$port (nginx)"
for module in "${modules[@]}"; do printf '  %-16s http://localhost:%s, inner port %s\n' "$module" "${public[$module]}" "${inner[$module]}"; done
echo "  PostgreSQL localhost:$postgres_port, database shop, a role and a schema a module (shop_carts, …)"
echo "  Redis      localhost:$redis_port: carts and events"
echo "  logs       $data/logs"
[ "$demo" = --demo ] && echo "  demo       admin@example.com, vendor@example.com, customer@example.com; password Passw0rd!demo"
echo "Ctrl-C stops all of it."

# One process that ends takes none of the others with it; the last one to end, or a signal, ends this.
left=${#pids[@]}
while [ "$left" -gt 0 ]; do
  ended=
  wait -n -p ended "${pids[@]}"; code=$?
  [ -n "$ended" ] || break
  for i in "${!pids[@]}"; do
    [ "${pids[i]}" = "$ended" ] && { echo "${names[i]} ended with $code; its log is in $data/logs. The rest goes on." >&2; unset 'pids[i]' 'names[i]'; left=$((left - 1)); }
  done
  pids=("${pids[@]}") names=("${names[@]}")
done
