#!/usr/bin/env bash
# Builds the host and the bench, measures, prints the table. Takes about three minutes. ./bench/run.sh [--rounds 5] [--seconds 2] [--orders 4000]
# ./bench/run.sh wire measures a call between two processes; half a minute.
# ./bench/run.sh carts [--stores sqlite,postgres,redis,dynamodb] measures carts on each store; about two minutes a store.
# ./bench/run.sh order [--store sqlite|postgres] [--warm 20000] [--folder FOLDER] measures one order alone, a whole purchase, and placement at 70 % load; two minutes.
# ./bench/run.sh postgres measures placement on PostgreSQL against pgbench; about a minute.
# ./bench/run.sh split measures a process a module against one process, both on PostgreSQL; about two minutes.
# ./bench/run.sh events measures how long a committed event waits for its publish on Redis; half a minute.
# ./bench/run.sh pricing measures pricing a cart with 1,000 live promotions against writing a small JSON; half a minute.
# ./bench/run.sh papers measures a PDF of an invoice, and 10,000 invoices that are written at the same time; half a minute.
# ./bench/run.sh pictures measures a picture of 12 megapixels in all sizes, its memory, and GET cart meanwhile; half a minute.
# ./bench/run.sh search measures the search index over 500,000 products; three minutes.
# ./bench/run.sh import measures an import of 50,000 products with stock, its memory, and GET cart meanwhile; two minutes.
# ./bench/run.sh promotions measures placement with 10,000 live promotions against placement with none; about two minutes.
# ./bench/run.sh taxes measures what an order costs the processor with 10,000 rows of tax rates against none; about two minutes.
# ./bench/run.sh --against HOST measures what an order costs the processor in this build against another one, in turns; about two minutes.
# ./bench/run.sh overload measures changes of carts over 6,000 connections against the peak, and how soon a burst of orders hears that it is sold out; a minute.
# ./bench/run.sh webhooks [--webhooks 20000] measures webhooks of a payment provider, each sent twice and all shuffled, and that none is lost; a minute.
# ./bench/run.sh history [--store sqlite|postgres] [--few 1000] [--many 1000000] [--keep FOLDER] measures pages of orders and the vendor's dashboard by the number of stored orders; about six minutes.
set -euo pipefail
. "$(cd "$(dirname "$0")" && pwd)/../scripts/build.sh"
need_dotnet
need_node
case " $* " in
*" postgres "* | *" split "* | *" order "*)
  [ -x /usr/lib/postgresql/15/bin/pgbench ] || apt_install /usr/lib/postgresql/15/bin/pgbench postgresql-15
  ;;
*" carts "*)
  apt_install redis-server redis-server redis-tools
  [ -x /usr/lib/postgresql/15/bin/postgres ] || apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
  build_dynalite
  ;;
*" history "*)
  [ -x /usr/lib/postgresql/15/bin/postgres ] || apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
  ;;
*" events "*)
  apt_install redis-server redis-server redis-tools
  [ -x /usr/lib/postgresql/15/bin/postgres ] || apt_install /usr/lib/postgresql/15/bin/postgres postgresql-15
  ;;
esac
build_web
build_host
dotnet publish "$root/bench" -c Release -o "$root/artifacts/bench" -v quiet
exec "$root/artifacts/bench/bench" --host "$root/artifacts/host/cartwright" --split "$root/scripts/split.sh" "$@"
