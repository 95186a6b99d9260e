// Bounds of sums, and vendors' money beyond 64 bits: reports are exact, balances are whole, and what could fill them is refused before.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SumTests
{
    private const long Day0 = 1_767_225_600_000;

    [Fact]
    public async Task Reports_of_vendors_are_exact_beyond_64_bits()
    {
        await using var world = await OrderingWorld.Open();
        decimal sales = 0,
            refunds = 0;
        await world.Database.Write(async tx =>
        {
            for (var i = 0; i < 93; i++)
            {
                var entries = new VendorEntries();
                long sale = 200_000_000_000_000_003 + i,
                    refund = -150_000_000_000_000_000 - (7 * i);
                entries.Add(new("v1", "USD", VendorEntry.Sale, sale, "o" + i, 1, null, Day0 + (i * VendorEntry.DayMs)));
                entries.Add(new("v1", "USD", VendorEntry.Refund, refund, "o" + i, 2, null, Day0 + (i * VendorEntry.DayMs)));
                entries.Sold("v1", "USD", 1_000_000, Day0 + (i * VendorEntry.DayMs));
                await entries.Write(tx);
                (sales, refunds) = (sales + (sale / 100m), refunds + (refund / 100m));
            }

            return true;
        });
        Assert.True(sales * 100 > long.MaxValue && refunds * 100 < long.MinValue);
        var (counts, sums) = await world.VendorLists.Dashboard("v1", Day0);
        Assert.Equal(sales + refunds, Assert.Single(VendorSummaryBody.Of("v1", Day0, counts, sums).Revenue).Amount);
        var report = LedgerSumsBody.Of(
            Assert.Single(await world.Payouts.Report(Day0, Day0 + (100 * VendorEntry.DayMs), string.Empty, string.Empty, 10))
        );
        Assert.Equal(
            (93L, 93_000_000L, sales, refunds, sales + refunds),
            (report.Orders, report.Units, report.Sales, report.Refunds, report.Net)
        );
        Assert.Equal(
            sales.ToString(System.Globalization.CultureInfo.InvariantCulture),
            JsonSerializer.SerializeToElement(report, Cartwright.Web.Json.Options).GetProperty("sales").GetRawText()
        );
        var days = (await world.Payouts.Days("v1", Day0, Day0 + (100 * VendorEntry.DayMs))).ConvertAll(day => LedgerSumsBody.Of(day.Sums));
        Assert.Equal((93, sales, refunds), (days.Count, days.Sum(day => day.Sales), days.Sum(day => day.Refunds)));

        // The balance is what the ledger adds up to, and no payout is more.
        var balance = Assert.Single(await world.Payouts.Balances("v1")).Balance;
        Assert.Equal(
            await world.Database.Read(sql => sql.First($"SELECT {ExactSum.Of("amount")} FROM vendor_ledger", row => ExactSum.At(row, 0))),
            balance
        );
        Assert.Equal(sales + refunds, Currencies.ToMajor(balance, "USD"));
        Assert.Equal("payout_exceeds_balance", (await Pay(world, "more", balance + 1)).Refused?.Code);
        Assert.Equal(balance, (await Pay(world, "all", null)).Value.Amount);
        Assert.Equal(0, Assert.Single(await world.Payouts.Balances("v1")).Balance);
        Assert.Equal("nothing_to_pay", (await Pay(world, "again", null)).Refused?.Code);
    }

    [Fact]
    public async Task An_order_beyond_the_bound_is_refused_in_the_quote_at_the_placement_and_in_an_edit()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Products["p1"].PriceMinor = Limits.PriceMinorMax;
        world.Shop.OnHand["p1"] = 2_000;
        world.Shop.Fill("ada", ("p1", 1_001));
        var quote = (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Value;
        var problem = Assert.Single(quote.Problems);
        Assert.Equal("order_total_limit", problem.Code);
        Assert.Contains("10000000000.00 USD", problem.Detail, StringComparison.Ordinal);
        var refused = (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!;
        Assert.Equal(("order_total_limit", RefusalKind.Conflict), (refused.Code, refused.Kind));
        Assert.Equal(10_000_000_000m, refused.Facts!["total_max"]!.GetValue<decimal>());
        Assert.Empty(world.Shop.Holds);

        world.Shop.Fill("ada", ("p1", 700));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Equal(Status.Confirmed, order.Status);
        world.Shop.Products["p2"].PriceMinor = Limits.PriceMinorMax;
        Assert.Equal(
            "order_total_limit",
            (await world.Editing.Edit(order.Id, new([new("p1", 700), new("p2", 301)]), new("admin", "boss"), default)).Refused?.Code
        );
        Assert.Equal(order.Version, (await world.Store.Get(order.Id))!.Version);
    }

    [Theory]
    [InlineData("UPDATE vendor_balances SET balance = $1 WHERE vendor_id = 'v1' AND $2 > 0")]
    [InlineData("UPDATE vendor_days SET sales = $1 WHERE vendor_id = 'v1' AND day_ms = $2")]
    public async Task A_vendor_whose_sums_are_full_gets_no_more_large_orders_and_those_on_their_way_are_booked(string full)
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Products["p1"].PriceMinor = Limits.PriceMinorMax;
        world.Shop.Fill("ada", ("p1", 10));
        var placed = await world.Place(OrderingWorld.Wish());
        Assert.Equal(Status.Confirmed, (await world.Settled(placed.Id)).Status);
        await world.Database.Write(async tx =>
            await tx.Execute(full, Limits.VendorSumMinorMax, VendorEntry.DayOf(world.Clock.GetUtcNow().ToUnixTimeMilliseconds()))
        );
        world.Shop.Fill("eve", ("p2", 1));
        Assert.Equal(Status.Confirmed, (await world.Settled((await world.Place(OrderingWorld.Wish("eve"))).Id)).Status);
        world.Shop.Fill("bob", ("p1", 10));
        Assert.Equal("vendor_sum_limit", (await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused?.Code);
        Assert.Equal(
            "vendor_sum_limit",
            Assert.Single((await world.Quote.For("bob", OrderingWorld.Home, "standard", null, default)).Value.Problems).Code
        );

        // Another vendor's goods, and small orders, of which it takes thousands of millions, go on.
        world.Shop.Fill("cy", ("p2", 2), ("p3", 1));
        Assert.Equal(Status.Confirmed, (await world.Settled((await world.Place(OrderingWorld.Wish("cy"))).Id)).Status);
    }

    private static Task<Outcome<Payout>> Pay(OrderingWorld world, string key, long? amount) =>
        world.Payouts.Pay(new("payout-" + key, "v1", "USD", amount, null, "admin", key, key, Day0));
}

/// <summary>What SQLite made of sums beyond 64 bits before they were whole.</summary>
[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public class WholeSumsTests
{
    [Fact]
    public async Task Balances_that_went_through_floating_point_are_what_the_ledger_says_after_the_upgrade_and_stay_whole()
    {
        var migrations = Migration.From(typeof(OrderingModule).Assembly);
        await using var test = await TestDatabase.OnSqlite(
            "ordering",
            [.. migrations.Where(one => string.CompareOrdinal(one.Name, "005-whole") < 0)]
        );
        var random = new Random(2);
        long exact = 0;
        await test.Database.Write(async tx =>
        {
            foreach (
                var amount in Enumerable
                    .Range(0, 100)
                    .Select(_ => 99_000_000_000_000_000 + random.Next(1_000_000))
                    .Concat(Enumerable.Range(0, 97).Select(i => -99_000_000_000_000_000L - (i * 11)))
            )
            {
                exact = unchecked(exact + amount);
                await tx.Execute(
                    "INSERT INTO vendor_ledger(vendor_id, currency, kind, amount, order_id, at_ms) VALUES ('v1', 'USD', $1, $2, 'o', 5)",
                    amount > 0 ? "sale" : "refund",
                    amount
                );
                await tx.Execute(
                    "INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ('v1', 'USD', $1) ON CONFLICT (vendor_id, currency) DO UPDATE SET balance = balance + excluded.balance",
                    amount
                );
                await tx.Execute(
                    "INSERT INTO vendor_days VALUES ('v1', 0, 'USD', 1, 1, MAX($1, 0), 0, MIN($1, 0), 0, 0) ON CONFLICT DO UPDATE SET sales = sales + excluded.sales, refunds = refunds + excluded.refunds",
                    amount
                );
            }

            // Another vendor has more than any whole number holds.
            for (var i = 0; i < 100; i++)
            {
                await tx.Execute(
                    "INSERT INTO vendor_ledger(vendor_id, currency, kind, amount, order_id, at_ms) VALUES ('v2', 'USD', 'sale', 99000000000000000, 'o', 5)"
                );
            }

            return await tx.Execute("INSERT INTO vendor_balances(vendor_id, currency, balance) VALUES ('v2', 'USD', 9.9e18)");
        });
        Assert.NotEqual(
            exact.ToString(System.Globalization.CultureInfo.InvariantCulture),
            await Kept("SELECT CAST(balance AS TEXT) FROM vendor_balances WHERE vendor_id = 'v1'")
        );
        Assert.Contains("real", await Kept("SELECT typeof(sales) || ' ' || typeof(refunds) FROM vendor_days"), StringComparison.Ordinal);
        await test.Reopen(migrations);
        Assert.Equal(
            exact.ToString(System.Globalization.CultureInfo.InvariantCulture),
            await Kept("SELECT CAST(balance AS TEXT) FROM vendor_balances WHERE vendor_id = 'v1'")
        );
        Assert.Equal("9000000000000000000", await Kept("SELECT CAST(balance AS TEXT) FROM vendor_balances WHERE vendor_id = 'v2'"));
        Assert.Equal("integer integer", await Kept("SELECT typeof(sales) || ' ' || typeof(refunds) FROM vendor_days"));

        // From here on SQLite may not go over to floating point either.
        await Assert.ThrowsAnyAsync<Exception>(() =>
            test.Database.Write(async tx => await tx.Execute("UPDATE vendor_balances SET balance = balance + 9000000000000000000"))
        );
        Assert.Equal("9000000000000000000", await Kept("SELECT CAST(balance AS TEXT) FROM vendor_balances WHERE vendor_id = 'v2'"));
        async Task<string?> Kept(string text) => await test.Database.Read(sql => sql.First(text, row => row.GetString(0)));
    }
}
