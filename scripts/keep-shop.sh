#!/usr/bin/env bash
# Keeps the shop of this version for the tests of later upgrades: scripts/keep-shop.sh <version>, once a release.
# It writes tests/Servers/kept/<version>: a data folder, a database of PostgreSQL, and what the version itself said of them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/build.sh"
[ $# = 1 ] || stop_with "Say the version: scripts/keep-shop.sh 1.4.0"
need_dotnet
build_host
dotnet build "$root/tests/EndToEnd" -c Release -v quiet
CARTWRIGHT_KEEP="$1" "$root/tests/EndToEnd/bin/Release/net10.0/Cartwright.EndToEnd" \
  --no-ansi --no-progress --explicit only --filter-class "*.KeepShop"
du -sh "$root/tests/Servers/kept/$1"/*
