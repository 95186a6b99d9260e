#!/usr/bin/env bash
# Builds what changed and starts the shop: ./run.sh [--port 8080] [--data ./data] [--no-demo] [any option of `cartwright serve`]
# ./run.sh --split, anywhere on the line, starts it as services instead: PostgreSQL, Redis, a process a module, the gateway in front.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/scripts/build.sh"

split='' options=()
for option in "$@"; do
  if [ "$option" = --split ]; then split=yes; else options+=("$option"); fi
done
[ -z "$split" ] || exec "$here/scripts/split.sh" "${options[@]}"

need_dotnet
need_node
need_fonts
build_web
build_host

# exec: a SIGTERM to this script reaches the host itself.
exec "$here/artifacts/host/cartwright" serve --demo "$@"
