// Statements: each entry of a ledger stands in one of them, each begins where the one before ended, whoever closes months when and however
// late an entry is committed.
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class StatementBookTests
{
    private static readonly DateOnly November = new(2026, 11, 1);

    private int orders;

    [Fact]
    public async Task Random_ledgers_are_told_whole_and_once_and_months_chain_to_the_unit()
    {
        var random = new Random(20_261_130);
        await using var test = await Open();
        var book = StatementWords.Book(test.Database);
        var zone = StatementWords.Series;

        // By vendor and currency, what the statement of a month must come to, and the month that is closed last.
        var expected = new Dictionary<(string Vendor, string Month, string Currency), long>();
        var closed = default(DateOnly);
        for (var month = new DateOnly(2026, 6, 1); month <= November; month = month.AddMonths(1))
        {
            for (var n = 0; n < 60; n++)
            {
                // Some are committed after their month was closed, by up to a month.
                var late = random.Next(6) == 0 && month > new DateOnly(2026, 6, 1);
                var start = zone.StartOf(late ? month.AddMonths(-1) : month);
                var at = start + random.NextInt64(zone.StartOf(late ? month : month.AddMonths(1)) - start);
                var (vendor, currency) = ("v" + random.Next(3), random.Next(4) == 0 ? "JPY" : "EUR");

                // A vendor that had no entry in the month before had none closed.
                var known = expected.Keys.Any(key => key.Vendor == vendor && key.Month != ShopMonth.Of(month));
                if (late && !known)
                {
                    continue;
                }

                var amount = 1 + random.NextInt64(100_000);
                var kind = random.Next(5) switch
                {
                    0 => VendorEntry.Refund,
                    1 => VendorEntry.Commission,
                    2 => VendorEntry.CommissionRefund,
                    3 => VendorEntry.Payout,
                    _ => VendorEntry.Sale,
                };
                var signed = kind is VendorEntry.Sale or VendorEntry.CommissionRefund ? amount : -amount;
                await StatementWords.Enter(test.Database, Entry(vendor, currency, kind, signed, at));
                var into = (vendor, ShopMonth.Of(month), currency);
                expected[into] = expected.GetValueOrDefault(into) + signed;
            }

            closed = month;
            await CloseAll(book, month, zone.StartOf(month.AddMonths(1)));
        }

        Assert.Equal(November, closed);
        Assert.Equal(0, await CloseAll(book, November, zone.StartOf(new DateOnly(2026, 12, 1))));
        foreach (var vendor in new[] { "v0", "v1", "v2" })
        {
            var all = await book.Of(vendor, null, 100);
            all.Reverse();
            Assert.Equal(
                Enumerable.Range(1, all.Count).Select(n => $"ST-{vendor}-2026-{n:D6}"),
                all.Where(one => one.Content.Made.Year == 2026).Select(one => one.Number)
            );
            for (var i = 0; i < all.Count; i++)
            {
                foreach (var sums in all[i].Content.Sums)
                {
                    var before = i == 0 ? 0 : all[i - 1].Content.Sums.FirstOrDefault(one => one.Currency == sums.Currency)?.Closing ?? 0;
                    Assert.Equal(before, sums.Opening);
                    Assert.Equal(sums.Closing, sums.Opening + sums.Movements);
                    Assert.Equal(expected.GetValueOrDefault((vendor, all[i].Content.Month, sums.Currency)), sums.Movements);
                }

                Assert.Equal(i == 0 ? all[i].Content.From : all[i - 1].Content.From.AddMonths(1), all[i].Content.From);
                var entries = await book.Entries(vendor, all[i].Content.Month, 10_000);
                Assert.Equal(all[i].Content.Sums.Sum(sums => sums.Entries), entries.Count);
                Assert.Equal(
                    all[i].Content.Sums.ToDictionary(sums => sums.Currency, sums => sums.Movements),
                    all[i]
                        .Content.Sums.ToDictionary(
                            sums => sums.Currency,
                            sums => entries.Where(one => one.Entry.Currency == sums.Currency).Sum(one => one.Entry.Amount)
                        )
                );
            }

            // The last closing balance is what the shop owes.
            var balances = await new PayoutStore(test.Database).Balances(vendor);
            Assert.Equal(
                balances.ToDictionary(one => one.Currency, one => one.Balance),
                all[^1].Content.Sums.ToDictionary(one => one.Currency, one => one.Closing)
            );
        }
    }

    [Fact]
    public async Task A_shop_that_was_off_for_three_months_makes_the_missing_statements_and_an_empty_month_has_one_too()
    {
        await using var test = await Open();
        var book = StatementWords.Book(test.Database);
        await StatementWords.Enter(
            test.Database,
            Entry("v1", "EUR", VendorEntry.Sale, 1_000, StatementWords.Ms("2026-08-10T10:00:00Z")),
            Entry("v1", "EUR", VendorEntry.Payout, -400, StatementWords.Ms("2026-10-31T22:59:59Z")),
            Entry("v1", "EUR", VendorEntry.Sale, 50, StatementWords.Ms("2026-10-31T23:00:00Z"))
        );
        var now = StatementWords.Ms("2026-11-30T22:59:59Z");
        Assert.Equal(new DateOnly(2026, 10, 1), book.LastEnded(now));
        Assert.Equal(3, await CloseAll(book, book.LastEnded(now), now));

        // The clocks of Berlin went back on 25 October: its November begins at 23:00 of UTC.
        var all = await book.Of("v1", null, 10);
        Assert.Equal(["2026-10", "2026-09", "2026-08"], all.Select(one => one.Content.Month));
        Assert.Equal([600L, 1_000L, 1_000L], all.Select(one => one.Content.Sums.Single().Closing));
        Assert.Equal([-400L, 0L, 0L], all.Select(one => one.Content.Sums.Single().Payouts));
        Assert.Equal(0, await CloseAll(book, book.LastEnded(now), now));
        Assert.Equal(November, book.LastEnded(now + 1_000));
        Assert.Equal(1, await CloseAll(book, November, now + 1_000));
        Assert.Equal(650, (await book.Find("v1", "2026-11"))!.Content.Sums.Single().Closing);
        Assert.Null(await book.Find("v2", "2026-11"));
    }

    [Fact]
    public async Task An_entry_that_is_committed_after_its_month_was_closed_stands_in_the_next_statement_and_nothing_is_changed()
    {
        await using var test = await Open();
        var book = StatementWords.Book(test.Database);
        var at = StatementWords.Ms("2026-10-31T12:00:00Z");
        await StatementWords.Enter(test.Database, Entry("v1", "EUR", VendorEntry.Sale, 1_000, at));
        await CloseAll(book, new DateOnly(2026, 10, 1), at + 86_400_000);
        var october = await book.Find("v1", "2026-10");
        await StatementWords.Enter(test.Database, Entry("v1", "EUR", VendorEntry.Refund, -300, at + 1));
        await CloseAll(book, November, StatementWords.Ms("2026-12-01T12:00:00Z"));
        Assert.Equivalent(october, await book.Find("v1", "2026-10"), strict: true);
        var november = (await book.Find("v1", "2026-11"))!.Content.Sums.Single();
        Assert.Equal((1_000L, -300L, 700L, 1L), (november.Opening, november.Refunds, november.Closing, november.Entries));
        foreach (
            var sql in new[]
            {
                "UPDATE vendor_statements SET content = ''",
                "UPDATE vendor_statement_entries SET month = '2026-12'",
                "DELETE FROM vendor_statement_entries",
            }
        )
        {
            await Assert.ThrowsAnyAsync<Exception>(() => test.Database.Write(tx => tx.Execute(sql)));
        }
    }

    [Fact]
    public async Task Processes_that_close_the_same_months_at_once_make_each_statement_once_and_numbers_have_no_gap()
    {
        await using var test = await Open();
        for (var month = 1; month <= 11; month++)
        {
            foreach (var vendor in new[] { "v1", "v2", "v3" })
            {
                await StatementWords.Enter(
                    test.Database,
                    Entry(vendor, "EUR", VendorEntry.Sale, 100 * month, StatementWords.Ms($"2026-{month:D2}-15T12:00:00Z"))
                );
            }
        }

        // A process that is killed in between leaves nothing.
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            test.Database.Write<bool>(async tx =>
            {
                await StatementSql.Hold(tx, "v1", 1);
                await StatementSql.Take(tx, "ST-v1-2026-");
                throw new InvalidOperationException("killed");
            })
        );
        var now = StatementWords.Ms("2026-12-01T12:00:00Z");
        var others = TestDatabase.ByDefaultOnPostgres ? await test.Another() : null;
        try
        {
            var made = await Task.WhenAll(
                Enumerable
                    .Range(0, 4)
                    .Select(n =>
                        CloseAll(StatementWords.Book(n % 2 == 1 && others is not null ? others.Database : test.Database), November, now)
                    )
            );
            Assert.Equal(33, made.Sum());
        }
        finally
        {
            if (others is not null)
            {
                await others.Database.DisposeAsync();
            }
        }

        foreach (var vendor in new[] { "v1", "v2", "v3" })
        {
            var all = await StatementWords.Book(test.Database).Of(vendor, null, 100);
            Assert.Equal(
                Enumerable
                    .Range(1, 11)
                    .Select(month => ($"2026-{month:D2}", $"ST-{vendor}-2026-{month:D6}", 100L * month * (month + 1) / 2))
                    .Reverse(),
                all.Select(one => (one.Content.Month, one.Number, one.Content.Sums.Single().Closing))
            );
        }
    }

    [Fact]
    public async Task Statements_of_a_shop_that_had_a_ledger_before_begin_with_the_month_of_its_last_entry()
    {
        await using var test = await Open();
        await StatementWords.Enter(
            test.Database,
            Entry("v1", "EUR", VendorEntry.Sale, 1_000, StatementWords.Ms("2026-03-10T10:00:00Z")),
            Entry("v1", "EUR", VendorEntry.Commission, -100, StatementWords.Ms("2026-03-10T10:00:00Z")),
            Entry("v1", "USD", VendorEntry.Sale, 70, StatementWords.Ms("2026-05-10T10:00:00Z")),
            Entry("v1", "EUR", VendorEntry.Sale, 500, StatementWords.Ms("2026-10-20T10:00:00Z"))
        );

        // As the migration of an earlier shop leaves it.
        await test.Database.Write(tx => tx.Execute("UPDATE vendor_statement_start SET at_ms = (SELECT MAX(at_ms) FROM vendor_ledger)"));
        var book = StatementWords.Book(test.Database);
        Assert.Equal(1, await CloseAll(book, new DateOnly(2026, 10, 1), StatementWords.Ms("2026-11-02T10:00:00Z")));
        var sums = (await book.Find("v1", "2026-10"))!.Content.Sums;
        Assert.Equal(
            [("EUR", 900L, 500L, 1_400L), ("USD", 70L, 0L, 70L)],
            sums.Select(one => (one.Currency, one.Opening, one.Movements, one.Closing))
        );
        Assert.Single(await book.Entries("v1", "2026-10", 10));
    }

    private static async Task<int> CloseAll(StatementBook book, DateOnly month, long nowMs)
    {
        var made = 0;
        foreach (var vendor in await book.Open(month, string.Empty, 100))
        {
            while (await book.CloseNext(vendor, month, nowMs) is not null)
            {
                made++;
            }
        }

        return made;
    }

    private VendorEntry Entry(string vendor, string currency, string kind, long amount, long atMs) =>
        kind == VendorEntry.Payout
            ? new(vendor, currency, kind, amount, null, null, "pay" + orders++, atMs)
            : new(vendor, currency, kind, amount, "order" + orders++, 2, null, atMs);

    private static Task<TestDatabase> Open() => TestDatabase.Open("ordering", typeof(OrderingModule).Assembly);
}
