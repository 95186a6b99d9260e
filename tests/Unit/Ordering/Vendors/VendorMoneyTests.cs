// Vendors' money: shares add up to the order, the ledger follows what happens to it, and what is all paid back ends at exactly nothing.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class VendorMoneyTests
{
    private static readonly Rates Rates = new(new ConfigurationBuilder().Build());

    // With rows on top of prices, inside them, and of nothing.
    private static readonly TaxRows Taxes = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Demo", "true"), new("Tax:BR:Percent", "0")]).Build()
    );
    private static readonly Actor Admin = new("admin", "boss");

    [Fact]
    public void In_a_hundred_thousand_random_orders_the_shares_add_up_to_the_unit_and_refunds_in_any_pieces_leave_no_commission()
    {
        var random = new Random(3);
        string[] currencies = ["USD", "JPY", "KWD", "EUR"];
        string[] countries = ["US", "DE", "BR", "CH"];
        for (var round = 0; round < 100_000; round++)
        {
            var items = new Item[1 + random.Next(6)];
            var discounts = new long[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = new(
                    "p" + i,
                    "P",
                    "v" + random.Next(4),
                    "c",
                    1 + random.Next(9),
                    random.Next(5) == 0 ? random.Next(3) : random.NextInt64(200_000)
                );
                var amount = items[i].Quantity * items[i].UnitPrice;
                discounts[i] = random.Next(3) switch
                {
                    0 => 0,
                    1 => amount,
                    _ => random.NextInt64(amount + 1),
                };
            }

            var currency = currencies[random.Next(currencies.Length)];
            var priced = Pricing.Price(
                items,
                new Reduction(discounts, random.Next(5) == 0, null),
                random.Next(2) == 0 ? "standard" : "express",
                Rates.For(currency).Value,
                [Taxes.In(countries[random.Next(countries.Length)])]
            );
            var terms = new Terms(
                "a@b.cc",
                OrderingWorld.Home,
                "standard",
                null,
                currency,
                priced.Lines,
                priced.Subtotal,
                priced.Discount,
                priced.Shipping,
                priced.Tax,
                priced.TaxIncluded,
                priced.Total
            );
            var shares = VendorShare.Of(terms, _ => random.Next(100_001));
            Assert.Equal(
                (terms.Subtotal, terms.Discount, terms.Shipping, terms.Tax, terms.Total),
                (
                    shares.Sum(s => s.Goods),
                    shares.Sum(s => s.Discount),
                    shares.Sum(s => s.Shipping),
                    shares.Sum(s => s.Tax),
                    shares.Sum(s => s.Sale)
                )
            );
            foreach (var share in shares)
            {
                Assert.True(
                    share is { Sale: >= 0, Tax: >= 0, Shipping: >= 0, Commission: >= 0 } && share.Commission <= share.Goods - share.Discount
                );
                Assert.Equal((share.Sale == 0 ? 0 : share.Commission, 0L), (share.CommissionOn(share.Sale), share.CommissionOn(0)));
                var (kept, commission, taken) = (share.Sale, share.CommissionOn(share.Sale), 0L);
                while (kept > 0)
                {
                    kept -= 1 + random.NextInt64(kept);
                    var now = share.CommissionOn(kept);
                    Assert.True(now <= commission);
                    (taken, commission) = (taken + commission - now, now);
                }

                Assert.Equal(share.CommissionOn(share.Sale), taken);
            }
        }
    }

    [Fact]
    public async Task The_ledger_says_at_every_moment_what_the_order_makes_due_and_ends_at_nothing_when_all_is_paid_back()
    {
        await using var world = await OrderingWorld.Open();
        var random = new Random(9);
        var (walks, paidBack) = (0, 0);
        for (; walks < 60; walks++)
        {
            world.Shop.Fill("ada" + walks, ("p1", 1 + random.Next(3)), ("p2", 1 + random.Next(2)), ("p3", 1 + random.Next(4)));
            var order = await world.Settled(
                (await world.Place(OrderingWorld.Wish("ada" + walks, coupon: random.Next(2) == 0 ? "TEN" : null))).Id
            );
            await AssertLedger(world, order);
            for (var step = 0; step < 12; step++)
            {
                // The runner pays back meanwhile, so a step may be decided again about what it left.
                var seed = random.Next();
                if ((await world.Store.Change(order.Id, now => Step(now, new Random(seed)))).Is(out var next, out _))
                {
                    order = next;
                    await AssertLedger(world, order);
                }
            }

            if (
                random.Next(2) == 0
                && (
                    await world.Store.Change(
                        order.Id,
                        now => now.Ask(new RefundAsk(now.Refundable(), [], null, "all", null, null), Admin, 9)
                    )
                ).Is(out var rest, out _)
            )
            {
                order = rest;
                await AssertLedger(world, order);
            }

            paidBack += order.Refundable() == 0 ? 1 : 0;
        }

        Assert.InRange(paidBack, 10, walks - 10);

        // The sums that are kept are the sums of the entries.
        var byHand = await world.Database.Read(sql =>
            sql.Query(
                "SELECT vendor_id, SUM(amount) FROM vendor_ledger GROUP BY vendor_id ORDER BY vendor_id",
                row => (row.GetString(0), Convert.ToInt64(row.GetValue(1)))
            )
        );
        Assert.Equal(
            byHand,
            await world.Database.Read(sql =>
                sql.Query("SELECT vendor_id, balance FROM vendor_balances ORDER BY vendor_id", row => (row.GetString(0), row.GetInt64(1)))
            )
        );
        Assert.Equal(
            byHand,
            await world.Database.Read(sql =>
                sql.Query(
                    "SELECT vendor_id, SUM(sales + commissions + refunds + commission_refunds + payouts) FROM vendor_days GROUP BY vendor_id ORDER BY vendor_id",
                    row => (row.GetString(0), Convert.ToInt64(row.GetValue(1)))
                )
            )
        );
        Assert.Equal(
            await world.Database.Read(sql =>
                sql.Query(
                    "SELECT vendor_id, stage, COUNT(*) FROM fulfilments WHERE stage <> 'unpaid' GROUP BY vendor_id, stage ORDER BY vendor_id, stage",
                    Counted
                )
            ),
            await world.Database.Read(sql =>
                sql.Query("SELECT vendor_id, stage, orders FROM vendor_counts WHERE orders <> 0 ORDER BY vendor_id, stage", Counted)
            )
        );
    }

    [Fact]
    public async Task The_ledger_can_only_be_added_to()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        foreach (var change in new[] { "UPDATE vendor_ledger SET amount = amount + 1 WHERE amount > 0", "DELETE FROM vendor_ledger" })
        {
            Assert.Contains(
                "append-only",
                (await Assert.ThrowsAnyAsync<Exception>(() => world.Database.Write(tx => tx.Execute(change)))).ToString(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_payout_takes_the_balance_once_however_often_and_by_how_many_it_is_asked_for()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        var owed = Assert.Single(await world.Payouts.Balances("v1")).Balance;
        Assert.Equal(5398, owed);
        Assert.Equal("payout_exceeds_balance", (await world.Payouts.Pay(Ask("k0", owed + 1))).Refused!.Code);
        Assert.Equal("nothing_to_pay", (await world.Payouts.Pay(Ask("k0", null) with { Currency = "EUR" })).Refused!.Code);
        Assert.Equal("nothing_to_pay", (await world.Payouts.Pay(Ask("k0", null) with { VendorId = "v9" })).Refused!.Code);
        var first = (await world.Payouts.Pay(Ask("k1", 1_000))).Value;
        Assert.Equal(first, (await world.Payouts.Pay(Ask("k1", 1_000) with { Id = "other", AtMs = 99 })).Value);
        Assert.Equal("idempotency_key_reused", (await world.Payouts.Pay(Ask("k1", 2_000) with { BodyHash = "else" })).Refused!.Code);

        var all = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => world.Payouts.Pay(Ask("all" + i, i % 2 == 0 ? null : owed - 1_000)))
        );
        Assert.Single(all, one => one.Refused is null);
        Assert.Equal(0, Assert.Single(await world.Payouts.Balances("v1")).Balance);
        Assert.Equal(495, Assert.Single(await world.Payouts.Balances("v2")).Balance);
        Assert.Equal(owed, (await world.Payouts.List("v1", null, 10)).Sum(payout => payout.Amount));
        Assert.Equal(2, (await world.Payouts.List(null, null, 10)).Count);
        var report = (await world.Payouts.Report(0, long.MaxValue, string.Empty, string.Empty, 10))[0];
        Assert.Equal((5998, -600, -owed), (report.Sales, report.Commissions, report.Payouts));
    }

    [Fact]
    public void The_commission_is_configured_for_all_and_for_one()
    {
        Marketplace Of(params (string, string)[] keys) =>
            new(new ConfigurationBuilder().AddInMemoryCollection(keys.ToDictionary(key => key.Item1, key => (string?)key.Item2)).Build());
        Assert.Equal(10_000, Of().CommissionMilli("v"));
        var set = Of(("Marketplace:CommissionPercent", "12.5"), ("Marketplace:Commission:v1", "0"));
        Assert.Equal((12_500L, 0L), (set.CommissionMilli("v"), set.CommissionMilli("v1")));
        Assert.Throws<ConfigurationRefused>(() => Of(("Marketplace:CommissionPercent", "101")));
        Assert.Throws<ConfigurationRefused>(() => Of(("Marketplace:Commission:v1", "1.0001")));
    }

    /// <summary>What the ledger of an order says, against the order: each vendor's sale and commission are what is due now.</summary>
    private static async Task AssertLedger(OrderingWorld world, Order order)
    {
        var entries = await world.Database.Read(sql =>
            sql.Query(
                "SELECT vendor_id, kind, SUM(amount) FROM vendor_ledger WHERE order_id = $1 GROUP BY vendor_id, kind",
                row => (Vendor: row.GetString(0), Kind: row.GetString(1), Amount: Convert.ToInt64(row.GetValue(2))),
                order.Id
            )
        );
        var shares = VendorShare.Of(order.Terms, _ => 10_000);
        foreach (var share in shares)
        {
            long Sum(params string[] kinds) =>
                entries.Where(entry => entry.Vendor == share.VendorId && kinds.Contains(entry.Kind)).Sum(entry => entry.Amount);
            var kept = VendorLedger.Kept(order, share, shares);
            Assert.Equal((kept, -share.CommissionOn(kept)), (Sum("sale", "refund"), Sum("commission", "commission_refund")));
        }

        if (order.Refundable() == 0)
        {
            Assert.Equal(0, entries.Sum(entry => entry.Amount));
        }
    }

    private static Outcome<Order> Step(Order order, Random random)
    {
        var line = order.Terms.Lines[random.Next(order.Terms.Lines.Count)];
        var units = new UnitsOf(line.ProductId, 1 + random.NextInt64(line.Quantity));
        return random.Next(8) switch
        {
            0 => order.MoveTo(Status.Cancelled, Admin, null, 1),
            1 => order.Ask(
                new(1 + random.NextInt64(300), [], null, "goodwill", random.Next(2) == 0 ? line.VendorId : null, null),
                Admin,
                2
            ),
            2 => order.Ask(new(null, [units], null, "broken", null, null), Admin, 3),
            3 => order.Ask(new(null, [], 1 + random.NextInt64(100), "late", null, null), Admin, 4),
            4 => order.MoveTo(Status.Processing, Admin, null, 5),
            5 => order.MovePart(line.VendorId, Status.Shipped, null, null, Admin, 6),
            6 => order.MovePart(line.VendorId, Status.Delivered, null, null, Admin, 7),
            _ => order.MoveTo(Status.Returned, Admin, null, 8),
        };
    }

    private static NewPayout Ask(string key, long? amount) => new("po-" + key, "v1", "USD", amount, null, "boss", key, "hash", 5);

    private static (string, string, long) Counted(System.Data.Common.DbDataReader row) =>
        (row.GetString(0), row.GetString(1), row.GetInt64(2));
}
