// The look behind `cartwright verify`: the modules' books side by side, which no module may do itself.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Payments;

namespace Cartwright.Host;

/// <summary>Looks through the books of the modules that are here.</summary>
/// <param name="open">Their databases by the modules' names.</param>
/// <param name="say">Told each finding and how far it is, a line each.</param>
internal sealed class ShopLook(IReadOnlyDictionary<string, Database> open, OrderSeals seals, Action<string> say)
{
    private const int Page = 500;

    // Findings beyond are counted: who needs a thousand lines needs a backup.
    private const int SaidMax = 1_000;

    // An order and its payments that change between two reads are read again.
    private const int Tries = 5;

    private static readonly string[] Compared = ["payments", "inventory", "promotions"];

    private readonly Lock gate = new();
    private long payments;

    public long Found { get; private set; }

    public long Orders { get; private set; }

    public double OrdersASecond { get; private set; }

    public long Changes { get; private set; }

    public long Batches { get; private set; }

    public long Payments => payments;

    /// <summary>Books that run in another process.</summary>
    public List<string> Unlooked { get; } = [];

    public async Task Run(Stopwatch watch, TimeSpan sayEvery, CancellationToken cancel)
    {
        var ordering = open["ordering"];
        var paid = open.GetValueOrDefault("payments");
        var stock = open.GetValueOrDefault("inventory");
        var promotions = open.GetValueOrDefault("promotions");
        var total = await ordering.Read(sql => sql.Number("SELECT COUNT(*) FROM orders"));
        var anchor = paid is null ? null : await paid.Read(sql => AnchorStore.Find(sql, SealChain.Anchor));
        var all = new VerifyAll(ordering, seals, Name);
        var said = TimeSpan.Zero;
        await all.Run(
            anchor,
            async orders =>
            {
                if (paid is not null)
                {
                    await Compare(ordering, paid, orders);
                }

                Sums(orders);
                if (stock is not null)
                {
                    await StockLook.Ended(stock, orders, Name);
                }

                if (promotions is not null)
                {
                    await UsesLook.Ended(promotions, orders, Name);
                }

                lock (gate)
                {
                    if (watch.Elapsed - said > sayEvery)
                    {
                        said = watch.Elapsed;
                        say(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{all.Orders:N0} of {total:N0} orders, {all.Orders / watch.Elapsed.TotalSeconds:N0} a second"
                            )
                        );
                    }
                }
            },
            cancel
        );
        (Orders, Changes, Batches) = (all.Orders, all.Changes, all.Batches);
        OrdersASecond = Orders / watch.Elapsed.TotalSeconds;
        await Vendors(ordering);
        if (paid is not null)
        {
            await WithoutOrder(ordering, paid, cancel);
        }

        if (stock is not null)
        {
            await StockLook.Ledger(stock, Name, cancel);
            await StockLook.Holds(stock, Name);
        }

        if (promotions is not null)
        {
            await UsesLook.Limits(promotions, Name);
        }

        foreach (var (module, database) in open)
        {
            var parked = await database.Read(sql => sql.Number($"SELECT COUNT(*) FROM {sql.Own}inbox_waiting WHERE dead = 1"));
            if (parked > 0)
            {
                Name(
                    new("events", module, "inbox_waiting", $"{parked} events were parked, because no try helped: cartwright events list.")
                );
            }
        }

        Unlooked.AddRange(Compared.Where(module => !open.ContainsKey(module)));
    }

    private void Name(Finding finding)
    {
        lock (gate)
        {
            Found++;
            if (Found <= SaidMax)
            {
                say($"DIFFERS {finding.What} {finding.Id} ({finding.Where}): {finding.Problem} [{Invariant(finding)}]");
            }
            else if (Found == SaidMax + 1)
            {
                say("… more findings are only counted.");
            }
        }
    }

    /// <summary>The invariant that a finding breaks, by its number in decision 93.</summary>
    private static string Invariant(Finding finding) =>
        (finding.What, finding.Where) switch
        {
            ("order" or "chain", _) => "I9",
            ("payment", "payment_ledger") or ("vendor" or "discount", _) => "I7",
            ("payment", _) => "I3, I4",
            ("stock", _) => "I1",
            ("hold", _) => "I2",
            ("use", _) => "I13",
            _ => "I10",
        };

    /// <summary>What was agreed on adds up, and the lines' shares of a discount are the discount.</summary>
    private void Sums(IReadOnlyList<Order> orders)
    {
        foreach (var order in orders)
        {
            var (terms, lines) = (order.PlacedTerms, order.PlacedTerms.Lines.Total(line => line.Discount));
            if (lines != terms.Discount || (Int128)terms.Subtotal - terms.Discount + terms.Shipping + terms.Tax != terms.Total)
            {
                Name(
                    new(
                        "discount",
                        order.Id,
                        "terms",
                        $"Of {terms.Subtotal} less {terms.Discount} (by the lines {lines}), shipping {terms.Shipping} and tax {terms.Tax} the total is said to be {terms.Total} {terms.Currency} (minor units)."
                    )
                );
            }
        }
    }

    /// <summary>
    /// Orders against payments: what counts as paid was taken to the unit, what went back went back, what failed kept nothing.
    /// </summary>
    private async Task Compare(Database ordering, Database paid, IReadOnlyList<Order> orders)
    {
        var wanted = orders.Select(OrderMoney.Of).OfType<OrderMoney>().ToList();
        var rows = (await paid.Snapshot(sql => PaymentSumsSql.Of(sql, [.. wanted.Select(one => one.OrderId)]))).ToLookup(
            row => row.OrderId,
            StringComparer.Ordinal
        );
        foreach (var one in wanted)
        {
            if (Difference(one, [.. rows[one.OrderId]]) is not null && await StillDiffers(ordering, paid, one.OrderId) is { } problem)
            {
                Name(new("payment", one.OrderId, "payments", problem));
            }
        }
    }

    private async Task<string?> StillDiffers(Database ordering, Database paid, string orderId)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var (before, money) = await Money(ordering, orderId);
            if (money is null)
            {
                return null;
            }

            var problem = Difference(money, await paid.Snapshot(sql => PaymentSumsSql.Of(sql, [orderId])));
            if (problem is null || (await Money(ordering, orderId)).Version == before)
            {
                return problem;
            }
        }

        // It changes all the time, so that somebody is at it.
        return null;
    }

    private async Task<(long Version, OrderMoney? Money)> Money(Database ordering, string orderId)
    {
        var looked = await ordering.Snapshot(sql => VerifyOrdersSql.Some(sql, seals, [orderId]));
        return looked is [{ Order: { } order, Verdict.Holds: true }] ? (order.Version, OrderMoney.Of(order)) : (0, null);
    }

    private static string? Difference(OrderMoney order, IReadOnlyList<PaymentSums> rows)
    {
        foreach (var (paymentId, amount) in order.Payments)
        {
            if (rows.FirstOrDefault(row => row.PaymentId == paymentId) is not { } row)
            {
                return $"The order counts as paid, and there is no payment {paymentId}.";
            }

            if (row.Captured != amount || row.Currency != order.Currency)
            {
                return $"The order counts {amount} {order.Currency} (minor units) as paid, and the payment {paymentId} took {row.Captured} {row.Currency}.";
            }
        }

        // Payments that came too late were sent back, and count for nothing.
        var kept = rows.Total(row => row.Captured - row.Refunded);
        var expected = order.Payments.Total(payment => payment.Amount) - order.Back;
        return kept == expected ? null : $"By the order {expected} {order.Currency} (minor units) are kept, by its payments {kept}.";
    }

    /// <summary>
    /// Payments against orders: what was taken and kept is for an order that is there, and the rows are what the ledger adds up to.
    /// </summary>
    private async Task WithoutOrder(Database ordering, Database paid, CancellationToken cancel)
    {
        for (var after = string.Empty; ; )
        {
            cancel.ThrowIfCancellationRequested();
            var rows = await paid.Snapshot(sql => PaymentSumsSql.After(sql, after, Page));
            if (rows.Count == 0)
            {
                return;
            }

            payments += rows.Count;
            after = rows[^1].PaymentId;
            foreach (var row in rows.Where(row => row.Captured != row.LedgerCaptured || row.Refunded != row.LedgerRefunded))
            {
                Name(
                    new(
                        "payment",
                        row.PaymentId,
                        "payment_ledger",
                        $"The payment says {row.Captured} taken and {row.Refunded} given back (minor units), its ledger {row.LedgerCaptured} and {row.LedgerRefunded}."
                    )
                );
            }

            // Programs outside have orders of their own.
            var ours = rows.Where(row => row.Captured > row.Refunded && !row.OrderId.StartsWith(Outside.Prefix, StringComparison.Ordinal))
                .ToList();
            object?[] args = [ours.Select(row => row.OrderId).Distinct().ToArray()];
            var known = (
                await ordering.Read(sql =>
                    sql.Query($"SELECT order_id FROM orders WHERE {sql.Dialect.In("order_id", 1)}", row => row.GetString(0), args)
                )
            ).ToHashSet(StringComparer.Ordinal);
            foreach (var row in ours.Where(row => !known.Contains(row.OrderId)))
            {
                Name(
                    new(
                        "payment",
                        row.PaymentId,
                        "payments",
                        $"{row.Captured - row.Refunded} {row.Currency} (minor units) were taken for the order {row.OrderId}, and there is no such order."
                    )
                );
            }
        }
    }

    private async Task Vendors(Database ordering)
    {
        var (entries, balances) = await ordering.Snapshot(async sql =>
            (
                await sql.Query(
                    $"SELECT vendor_id, currency, {ExactSum.Of("amount")} FROM vendor_ledger GROUP BY vendor_id, currency",
                    row => (Vendor: row.GetString(0), Currency: row.GetString(1), Sum: ExactSum.At(row, 2))
                ),
                await sql.Query(
                    "SELECT vendor_id, currency, balance FROM vendor_balances",
                    row => (Vendor: row.GetString(0), Currency: row.GetString(1), Sum: (Int128)row.GetInt64(2))
                )
            )
        );
        var owed = balances.ToDictionary(row => (row.Vendor, row.Currency), row => row.Sum);
        var added = entries.ToDictionary(row => (row.Vendor, row.Currency), row => row.Sum);
        foreach (var key in owed.Keys.Union(added.Keys).Order())
        {
            if (owed.GetValueOrDefault(key) is var balance && added.GetValueOrDefault(key) is var sum && balance != sum)
            {
                Name(
                    new(
                        "vendor",
                        key.Item1,
                        "vendor_balances",
                        $"It is owed {balance} {key.Item2} (minor units), and the entries of the ledger add up to {sum}."
                    )
                );
            }
        }
    }
}
