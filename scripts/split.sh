#!/usr/bin/env bash
# The whole shop as services on this machine: PostgreSQL, Redis, one process a module, the gateway in front.
# What ends by itself is started again. Ctrl-C stops exactly what was started here.
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
build_web
build_host

postgres_bin=/usr/lib/postgresql/15/bin
mkdir -p "$data"/{postgres,redis,logs,keys} && chmod 755 "$data" && chmod 700 "$data/keys"
exec 9>"$data/.lock" && flock -n 9 || stop_with "Another ./run.sh --split runs on $data. Stop it, or give another folder: --data <folder>"

# What runs here by its name: its process, since when, and the seconds to wait before it is started again.
declare -A pid=() since=() pause=()
# A restart that waits: the process id of its sleep, and whom it is for.
declare -A waiting=()
order=() stopping='' look=''
pause_first=1 pause_longest=30
# Who stayed up so long has not ended for the reason it ended for before.
settled_after=60

# fail TEXT [LOG]: says what a server wrote last, and ends; the trap stops the others.
fail() { echo "$1" >&2; [ -f "${2:-}" ] && tail -n 15 "$2" >&2; exit 1; }
# launch NAME: starts it, now and whenever it has ended.
launch() {
  "start_$1" "$1" >>"$data/logs/$1.log" 2>&1 8>&- 9>&- &
  pid[$1]=$! since[$1]=$SECONDS
}
# begin NAME: the first start.
begin() { : >"$data/logs/$1.log"; order+=("$1") pause[$1]=$pause_first; launch "$1"; }
# end SIGNAL NAME...: asks them to end, and waits until they have.
end() {
  local signal="$1" name; shift
  for name in "$@"; do [ -n "${pid[$name]:-}" ] && kill "-$signal" "${pid[$name]}" 2>/dev/null; done
  for name in "$@"; do [ -n "${pid[$name]:-}" ] && wait "${pid[$name]}" 2>/dev/null; done
}
stop_all() {
  [ -n "$stopping" ] && return; stopping=yes
  kill "${!waiting[@]}" ${look:-} 2>/dev/null
  # Shoppers first, then the modules, then what they stand on.
  end TERM gateway
  end TERM "${modules[@]}"
  end INT postgres
  end TERM redis
  echo "Stopped."
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Below the ports from which the system serves outgoing connections, of which ten processes make many.
next=12000
# free_port: the next port nobody listens on, in $found.
free_port() { while next=$((next + 1)); (exec 3<>"/dev/tcp/127.0.0.1/$next") 2>/dev/null; do :; done; found=$next; }
# until_ready NAME COMMAND...: waits for a server's answer.
until_ready() {
  local name="$1" deadline=$((SECONDS + 60)); shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "${pid[$name]}" 2>/dev/null || fail "$name ended at its start; its last lines:" "$data/logs/$name.log"
    [ "$SECONDS" -lt "$deadline" ] || fail "$name did not answer within a minute; its last lines:" "$data/logs/$name.log"
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
  "${as_postgres[@]}" "$postgres_bin/initdb" -D "$data/postgres" -U cartwright -A trust --data-checksums -E UTF8 --locale=C.UTF-8 >"$data/logs/initdb.log" 2>&1 ||
    fail "initdb could not make a cluster in $data/postgres:" "$data/logs/initdb.log"
fi
free_port; postgres_port=$found
# setsid: servers must not hear the terminal's Ctrl-C themselves; they end in order, by their ids.
start_postgres() {
  exec setsid "${as_postgres[@]}" "$postgres_bin/postgres" -D "$data/postgres" -p "$postgres_port" -k "$data/postgres" \
    -c listen_addresses=127.0.0.1 -c max_connections=200
}
begin postgres
until_ready postgres "$postgres_bin/pg_isready" -h 127.0.0.1 -p "$postgres_port" -U cartwright
psql() { "$postgres_bin/psql" -h 127.0.0.1 -p "$postgres_port" -U cartwright -v ON_ERROR_STOP=1 -qAt "$@"; }
[ "$(psql -d postgres -c "SELECT 1 FROM pg_database WHERE datname = 'shop'")" = 1 ] || psql -d postgres -c 'CREATE DATABASE shop' || fail "The database could not be made." "$data/logs/postgres.log"
"$root/artifacts/host/cartwright" database prepare --no-password --admin "Host=127.0.0.1;Port=$postgres_port;Username=cartwright;Database=shop" >"$data/logs/roles.log" 2>&1 ||
  fail "The modules' roles could not be made:" "$data/logs/roles.log"

# Each process looks at its own module only; an upgrade is for all of them or for none.
"$root/artifacts/host/cartwright" database check --data "postgres:Host=127.0.0.1;Port=$postgres_port;Username=shop_{module};Database=shop" >"$data/logs/check.log" 2>&1 ||
  fail "This version does not start on the data in $data:" "$data/logs/check.log"

free_port; redis_port=$found
start_redis() { exec setsid redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$data/redis" --save "" --appendonly yes; }
begin redis
until_ready redis redis-cli -p "$redis_port" ping

# The secret between services: made once, kept beside the keys.
[ -s "$data/keys/service.token" ] || (umask 077 && head -c 32 /dev/urandom | base64 -w0 >"$data/keys/service.token")

declare -A public inner operations
for module in "${modules[@]}"; do
  free_port; public[$module]=$found; free_port; inner[$module]=$found; free_port; operations[$module]=$found
done
# What a process is told goes by environment rather than by arguments, which every user of the machine can read.
start_module() {
  local module="$1" other elsewhere=()
  for other in "${modules[@]}"; do [ "$other" = "$module" ] || elsewhere+=("Elsewhere__$other=http://localhost:${inner[$other]}"); done
  Service__Token="$(cat "$data/keys/service.token")" exec setsid env "${elsewhere[@]}" \
    Data="postgres:Host=127.0.0.1;Port=$postgres_port;Username=shop_{module};Database=shop" DataFolder="$data" \
    Redis="localhost:$redis_port" Carts__Store=redis Events=redis Wire__Port="${inner[$module]}" Operations__Port="${operations[$module]}" \
    Proxies__Trusted__0=127.0.0.1 Shop__Url="http://localhost:$port" \
    "$root/artifacts/host/cartwright" serve $demo --run "$module" --port "${public[$module]}" "${more[@]}"
}
start_gateway() {
  local module addresses=()
  for module in "${modules[@]}"; do
    addresses+=("Gateway__Modules__$module=http://127.0.0.1:${public[$module]}" "Gateway__Operations__$module=http://127.0.0.1:${operations[$module]}")
  done
  exec setsid env "${addresses[@]}" Operations__Public=true "$root/artifacts/host/cartwright" serve $demo --run gateway --port "$port" "${more[@]}"
}
for module in "${modules[@]}"; do
  eval "start_$module() { start_module $module; }"
  begin "$module"
done
begin gateway
for module in "${modules[@]}" gateway; do until_ready "$module" grep -q "is ready after" "$data/logs/$module.log"; done

echo "Cartwright is ready: a process a module"
echo "  shop       http://localhost:$port (the gateway); whether all of it is ready: http://localhost:$port/readyz"
for module in "${modules[@]}"; do printf '  %-16s http://localhost:%s, inner port %s\n' "$module" "${public[$module]}" "${inner[$module]}"; done
echo "  PostgreSQL localhost:$postgres_port, database shop, a role and a schema a module (shop_carts, …)"
echo "  Redis      localhost:$redis_port: carts and events"
echo "  logs       $data/logs"
[ "$demo" = --demo ] && echo "  demo       admin@example.com, vendor@example.com, customer@example.com; password Passw0rd!demo"
echo "Ctrl-C stops all of it."

# again NAME: says that it has ended, and starts it after a pause that grows while it keeps ending.
again() {
  local code
  wait "${pid[$1]}"; code=$?
  [ $((SECONDS - since[$1])) -lt "$settled_after" ] || pause[$1]=$pause_first
  echo "$1 ended with $code and is started again in ${pause[$1]} s; its log: $data/logs/$1.log" >&8
  sleep "${pause[$1]}" 8>&- 9>&- &
  waiting[$!]="$1" pid[$1]=
  pause[$1]=$((pause[$1] * 2 < pause_longest ? pause[$1] * 2 : pause_longest))
}
# The shell's own words about a killed process would be the whole command.
exec 8>&2 2>/dev/null
while true; do
  for sleeper in "${!waiting[@]}"; do
    kill -0 "$sleeper" || { name="${waiting[$sleeper]}"; unset "waiting[$sleeper]"; launch "$name"; }
  done
  running=()
  for name in "${order[@]}"; do
    [ -z "${pid[$name]}" ] || kill -0 "${pid[$name]}" || again "$name"
    [ -z "${pid[$name]}" ] || running+=("${pid[$name]}")
  done
  # An end that falls between a look and the wait is seen at the next look.
  kill -0 ${look:-x} || { sleep 5 8>&- 9>&- & look=$!; }
  wait -n "${running[@]}" "${!waiting[@]}" "$look"
done
