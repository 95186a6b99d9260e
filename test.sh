#!/usr/bin/env bash
# Installs what the tests need and runs everything: web unit tests, unit, conformance and end-to-end tests.
# The unit tests that open a database run twice, on SQLite and on a PostgreSQL of their own; the end-to-end tests in several shapes.
# ./test.sh unit|conformance|e2e|web|simulation runs one part. Two parts are in no other run: ./test.sh planted puts bugs in and sees that the
# checks find them (decision 93); ./test.sh mutation changes the pure rules and counts which changes the tests notice (decision 98).
# Three queues of suites run beside each other; a suite prints when it has ended. The last line says how many checks passed and failed.
# CARTWRIGHT_TEST_BUDGET=900 makes a longer run a failed check: for machines that do nothing else (docs/decisions/0024).
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/scripts/build.sh"
part="${1:-all}"
case "$part" in
  all | unit | conformance | e2e | web | simulation | planted) ;;
  mutation) shift; exec "$here/scripts/mutation.sh" "$@" ;;
  *) stop_with "./test.sh $part: there is no such part. Use unit, conformance, e2e, web, simulation, planted or mutation, or nothing for all." ;;
esac

wants() { [ "$part" = all ] || [ "$part" = "$1" ]; }

# What there is to do, the long ones first: each of three queues takes the next one when it has ended its last, so that all are busy to the
# end. What one waits for costs no processor, and another has work: the shapes with brokers and the browser wait most, the others compute.
suites=()
if wants e2e; then suites+=(own_shapes split); fi
if wants unit; then suites+=(unit_on_postgres); fi
if wants e2e; then suites+=(sqlite); fi
if wants conformance; then suites+=(conformance); fi
if wants e2e; then suites+=(dynamodb); fi
if wants unit; then suites+=(unit); fi
if wants simulation; then suites+=(simulation); fi
if wants e2e; then suites+=(postgres); fi
if wants web; then suites+=(web); fi
# A program a bug, 33 starts: by itself.
if [ "$part" = planted ]; then suites+=(planted); fi

queue() {
  local next
  while next="$(next_suite)" && [ -n "$next" ]; do "$next"; done
  return 0
}
next_suite() {
  local n
  { flock 8; read -r n <"$results/next"; echo $((n + 1)) >"$results/next"; } 8>"$results/taking"
  echo "${suites[n]:-}"
}

unit_on_postgres() { CARTWRIGHT_TEST_DATA=postgres suite "unit on PostgreSQL" Unit --filter-trait "Engine=either"; }
unit() { suite "unit" Unit --filter-not-trait "Planted=each"; }
planted() { suite "planted bugs" Unit --filter-trait "Planted=each"; }
# Worlds of a fixed set of seeds: the same ones each time, so that they fail by a change of the shop and by nothing else.
simulation() { run "simulation" "$here/tests/Simulation/bin/Release/net10.0/Cartwright.Simulation" run --seeds 1..9; }
conformance() { suite "conformance" Conformance; }
# On SQLite everything runs once; what starts the shape it is about is left out of the other shapes, and is a suite of its own here.
sqlite() { shape sqlite --filter-not-trait "Shape=its own"; }
own_shapes() { CARTWRIGHT_TEST_SHAPE=sqlite suite "end to end: shapes of their own" EndToEnd --filter-trait "Shape=its own"; }
split() { shape split "${in_others[@]}" --filter-not-trait "Shape=not split"; }
dynamodb() { shape dynamodb "${in_others[@]}" --filter-not-trait "Shape=sqlite and split"; }
postgres() { shape postgres "${in_others[@]}" --filter-not-trait "Shape=sqlite and split"; }
in_others=(--filter-not-trait "Shape=its own" --filter-not-trait "Shape=sqlite")

# What the servers of the tests are made of.
packages() { build_dynalite && build_mongodb && build_grpc_client && build_smtp && build_s3; }

shape() { local name="$1"; shift; CARTWRIGHT_TEST_SHAPE="$name" suite "end to end: $name" EndToEnd "$@"; }

# suite NAME PROJECT ARGUMENT...: the built tests themselves; dotnet run would evaluate the project once more.
suite() {
  local name="$1" project="$2"; shift 2
  run "$name" "$here/tests/$project/bin/Release/net10.0/Cartwright.$project" \
    --no-ansi --no-progress --long-running 150 --xunit-diagnostics on --results-directory "$results" --report-ctrf --report-ctrf-filename "$name.json" "$@"
}
web() { run "web" npm --prefix "$here/web" test --silent -- --reporter=default --reporter=json --outputFile.json="$results/web.json"; }

# A suite that hangs names the test and is ended: the others are run and counted all the same.
suite_seconds_max=2400

# run NAME COMMAND...: runs a suite, prints all of its output at once when it has ended, and notes what its runner counted.
run() {
  local name="$1" log="$results/$1.log" from=$SECONDS code p f crashed=0; shift
  # In the foreground, so that it stays in its queue's process group and ends with it.
  timeout --foreground -k 30 "$suite_seconds_max" "$@" </dev/null >"$log" 2>&1
  code=$?
  [ "$code" -ne 124 ] && [ "$code" -ne 137 ] || echo "It was ended after $suite_seconds_max s: a test hangs, see above." >>"$log"
  p="$(sed -n 's/^ *succeeded: *\([0-9]*\).*/\1/p' "$log" | tail -1)"
  f="$(sed -n 's/^ *failed: *\([0-9]*\).*/\1/p' "$log" | tail -1)"
  if [ -z "$p" ]; then
    p="$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n 's/^ *Tests .* \([0-9]*\) passed.*/\1/p' | tail -1)"
    f="$(sed 's/\x1b\[[0-9;]*m//g' "$log" | sed -n 's/^ *Tests .* \([0-9]*\) failed.*/\1/p' | tail -1)"
  fi
  # A suite that ran no test, or ended badly without a failed test, is a failure too.
  if [ "${p:-0}" -eq 0 ] || { [ "$code" -ne 0 ] && [ "${f:-0}" -eq 0 ]; }; then crashed=1; fi
  printf '%s\t%s\t%s\t%s\n' "${p:-0}" "$((${f:-0} + crashed))" "$((SECONDS - from))" "$name" >>"$results/counts"
  # One queue prints at a time.
  { flock 9; echo "== $name ($((SECONDS - from)) s)"; cat "$log"; } 9>"$results/lock"
}

started=$SECONDS
results="$(mktemp -d)"
ram=""
queues=()

# However this ends, what it started ends with it: a queue is a process group. The servers of the tests have guards besides.
tidy() {
  trap - EXIT INT TERM
  for queue in "${queues[@]}"; do kill -TERM -- "-$queue" 2>/dev/null; done
  for queue in "${queues[@]}"; do
    for _ in $(seq 50); do kill -0 -- "-$queue" 2>/dev/null || continue 2; sleep 0.1; done
    kill -KILL -- "-$queue" 2>/dev/null
  done
  rm -rf "$results" ${ram:+"$ram"}
}
trap tidy EXIT
trap 'tidy; exit 130' INT
trap 'tidy; exit 143' TERM

need_dotnet
need_node
# Debian keeps the server's programs off PATH; command -v takes a full path as well.
apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
apt_install chromium chromium fonts-dejavu-core
apt_install redis-server redis-server
apt_install nginx nginx-light
apt_install ps procps
# Reads and joins Kafka's topics in two tests, as a program that is not ours.
apt_install kcat kcat
# Packages are waited for beside the compilers, and the web app is built beside what does not have it in it.
install_web
set -m
packages & queues+=($!)
build_web & queues+=($!); web=$!
set +m
echo "Building the libraries ..."
dotnet restore "$here/Cartwright.slnx" -v quiet || exit 1
dotnet build "$here/scripts/libraries.proj" --no-restore -v quiet || exit 1
wait "$web" || exit 1
build_host || exit 1
echo "Building the tests ..."
dotnet build "$here/Cartwright.slnx" -c Release -v quiet || exit 1
dotnet build-server shutdown --vbcscompiler >/dev/null 2>&1
wait "${queues[@]}" || exit 1
queues=()
built=$SECONDS
# Hundredths of a second that all processors had, and of these those in which they had nothing to do.
processors() { awk '/^cpu / { for (i = 2; i <= 9; i++) all += $i; print all, $5 + $6 }' /proc/stat 2>/dev/null; }
read -r all_before idle_before <<<"$(processors)"

# Temporary folders on a RAM disk, where there is one with room (1.2 GB were used at most): it is not fsync that most tests are about.
# Those that kill something keep their folders on the disk.
disk="${TMPDIR:-/tmp}"
free_mb() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
free_memory_mb() { awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null; }
if [ "$(free_mb /dev/shm)" -ge 4096 ] 2>/dev/null && [ "$(free_memory_mb)" -ge 6144 ] 2>/dev/null &&
  ram="$(mktemp -d /dev/shm/cartwright-XXXXXX)"; then
  # PostgreSQL runs as another user when the tests run as root.
  chmod 711 "$ram"
  export TMPDIR="$ram" CARTWRIGHT_TEST_DISK="$disk"
fi

# Processes that live for seconds are not worth compiling a second time, and hardly any method is called so often (hexadecimal) that it is:
# that was more than half of the processor time of a split shop's start (docs/decisions/0024).
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=800

set -m
echo 0 >"$results/next"
for _ in 1 2 3; do queue & queues+=($!); done
set +m
# A queue that was killed has left out suites: that is a failure, too.
lost=0
for queue in "${queues[@]}"; do wait "$queue" || lost=$((lost + 1)); done

node "$here/scripts/failures.mjs" "$results" 5
echo "== the twenty slowest tests"
node "$here/scripts/slowest.mjs" "$results" 20
echo "== time: $((built - started)) s to build, then"
awk -F '\t' '{ printf "%6d s  %s: %d passed, %d failed\n", $3, $4, $1, $2 }' "$results/counts"
read -r all_after idle_after <<<"$(processors)"
if [ "${all_after:-0}" -gt "${all_before:-0}" ]; then
  # Whether more queues or less work would make it shorter.
  echo "   The processors were busy for $((100 - 100 * (idle_after - idle_before) / (all_after - all_before))) % of that."
fi
took=$((SECONDS - started))
read -r passed failed <<<"$(awk -F '\t' '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$results/counts")"
failed=$((failed + lost))
if [ "$took" -gt "${CARTWRIGHT_TEST_BUDGET:-900}" ]; then
  echo "All of it took $took s: more than a quarter of an hour."
  [ -z "${CARTWRIGHT_TEST_BUDGET:-}" ] || failed=$((failed + 1))
else
  echo "All of it took $took s."
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
