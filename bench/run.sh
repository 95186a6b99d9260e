#!/usr/bin/env bash
# Builds the host and the bench, measures, prints the table. Takes about three minutes. ./bench/run.sh [--rounds 5] [--seconds 2] [--orders 4000]
set -euo pipefail
. "$(cd "$(dirname "$0")" && pwd)/../scripts/build.sh"
need_dotnet
need_node
build_web
build_host
dotnet publish "$root/bench" -c Release -o "$root/artifacts/bench" -v quiet
exec "$root/artifacts/bench/bench" --host "$root/artifacts/host/cartwright" "$@"
