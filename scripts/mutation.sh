#!/usr/bin/env bash
# Changes the pure rules of money, stock, carts, prices, orders and payments a little at a time, and counts the changes that the unit tests
# notice: at least 85 of 100 in each (docs/decisions/0098). Called by ./test.sh mutation [FOLDER of tests/Unit ...].
# A change of the word `checked` is left out: the compiler checks all sums in src, so it changes nothing.
set -uo pipefail
. "$(cd "$(dirname "$0")" && pwd)/build.sh"
need_dotnet
need_node
# The papers have their fonts from its packages.
install_web
cd "$root" && dotnet tool restore >/dev/null || stop_with "The tools of .config/dotnet-tools.json could not be restored."
cd "$root/tests/Mutation" || exit 1

# A folder of tests/Unit, the project that it tests, and the files in it that are mutated.
rules="
Contracts  Cartwright.Contracts  Money.cs
Inventory  Cartwright.Inventory  StockBook.cs
Carts      Cartwright.Carts      CartRules.cs
Promotions Cartwright.Promotions PriceCart.cs
Payments   Cartwright.Payments   Payment.cs
Ordering   Cartwright.Ordering   Order.cs Timeline.cs Refund.cs
"
wanted=" ${*:-Contracts Inventory Carts Promotions Payments Ordering} "
passed=0 failed=0
while read -r tests project files; do
  [[ -n "$tests" && "$wanted" == *" $tests "* ]] || continue
  mutate=()
  for file in $files; do mutate+=(--mutate "**/$file"); done
  output="$(mktemp -d)"
  if MutationTests="$tests" dotnet stryker -p "$project.csproj" "${mutate[@]}" -c "$(nproc)" -O "$output" --skip-version-check >"$output/log" 2>&1 </dev/null; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    tail -20 "$output/log"
  fi
  node "$root/scripts/survivors.mjs" "$output"
  rm -rf "$output"
done <<<"$rules"
echo "  succeeded: $passed"
echo "  failed: $failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
