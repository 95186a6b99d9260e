#!/usr/bin/env bash
# Installs what the tests need and runs everything: web unit tests, unit, conformance and end-to-end tests.
# The unit tests run twice, on SQLite and on a PostgreSQL of their own; the end-to-end tests in four shapes of the shop.
# ./test.sh unit|conformance|e2e|web runs one part.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/scripts/build.sh"
part="${1:-all}"
passed=0 failed=0 broken=0
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

# runs NAME COMMAND...: runs a suite and adds up what its runner counted.
runs() {
  local name="$1" p f; shift
  echo "== $name"
  "$@" 2>&1 | tee "$log"
  local code="${PIPESTATUS[0]}"
  p="$(sed -n 's/^ *succeeded: *\([0-9]*\).*/\1/p' "$log" | tail -1)"
  f="$(sed -n 's/^ *failed: *\([0-9]*\).*/\1/p' "$log" | tail -1)"
  if [ -z "$p" ]; then
    p="$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n 's/^ *Tests .* \([0-9]*\) passed.*/\1/p' | tail -1)"
    f="$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n 's/^ *Tests .* \([0-9]*\) failed.*/\1/p' | tail -1)"
  fi
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
  # A suite that ran no test, or ended badly without a failed test, is a failure too.
  if [ "${p:-0}" -eq 0 ] || { [ "$code" -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then broken=$((broken + 1)); fi
}

suite() { (cd "$here/tests/$1" && shift && dotnet run -c Release --no-build -- --no-ansi --no-progress "$@"); }

need_dotnet
need_node
# Debian keeps the server's programs off PATH; command -v takes a full path as well.
apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
apt_install chromium chromium fonts-dejavu-core
apt_install redis-server redis-server
apt_install nginx nginx-light
apt_install ps procps
# Carries Kafka's mock cluster, and brings librdkafka1, the native half of the Kafka client.
apt_install kcat kcat
build_dynalite
build_grpc_client
build_smtp
build_web || exit 1
build_host || exit 1
echo "Building the tests ..."
dotnet build "$here/Cartwright.slnx" -c Release -v quiet || exit 1

case "$part" in all | web) runs "web" npm --prefix "$here/web" test --silent ;; esac
case "$part" in all | unit) runs "unit" suite Unit ;; esac
case "$part" in all | unit) CARTWRIGHT_TEST_DATA=postgres runs "unit on PostgreSQL" suite Unit ;; esac
case "$part" in all | conformance) runs "conformance" suite Conformance ;; esac
case "$part" in all | e2e)
  runs "end to end: one process on SQLite" suite EndToEnd
  # What starts the shape it is about is the same in every run.
  for shape in postgres split dynamodb; do
    CARTWRIGHT_TEST_SHAPE=$shape runs "end to end: $shape" suite EndToEnd --filter-not-trait "Shape=its own"
  done ;;
esac

echo "$passed passed, $((failed + broken)) failed"
[ "$((failed + broken))" -eq 0 ]
