// Closes a vendor's months: each entry of its ledger stands in one statement, each statement begins where the one before ended.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The book of statements. What is written in it is never changed.</summary>
/// <remarks>
/// A month is closed by what is booked in it and stands in no statement yet, not by a number or a moment that a commit could come after: an
/// entry whose commit was later than the closing of its month stands in the next one.
/// </remarks>
public sealed class StatementBook([FromKeyedServices("ordering")] Database database, ShopSeller seller, PaperSeries series)
{
    private static readonly string[] Paid = [VendorEntry.Payout, VendorEntry.PayoutReturned];

    /// <summary>The last month that has ended.</summary>
    public DateOnly LastEnded(long nowMs)
    {
        var day = series.DayOf(nowMs);
        return new DateOnly(day.Year, day.Month, 1).AddMonths(-1);
    }

    /// <summary>Vendors of whom a month that has ended has no statement, after one.</summary>
    public ValueTask<List<string>> Open(DateOnly month, string after, int limit) =>
        database.Read(sql => StatementSql.Open(sql, ShopMonth.Of(month), series.StartOf(month.AddMonths(1)), after, limit));

    /// <summary>
    /// Closes the vendor's next month, where it is not later than the last one that has ended. Of two who do it at once one finds it done,
    /// and closes the month after it or none.
    /// </summary>
    /// <returns>The statement; null where all months are closed.</returns>
    public async Task<Statement?> CloseNext(string vendorId, DateOnly lastEnded, long nowMs)
    {
        // Looked up before the row is held, so that a vendor without anything to close costs no commit.
        return await database.Read(sql => Next(sql, vendorId)) is not { } due || due.Month > lastEnded
            ? null
            : await database.Write(async tx =>
            {
                await StatementSql.Hold(tx, vendorId, nowMs);
                return await Next(tx, vendorId) is { } next && next.Month <= lastEnded ? await Close(tx, vendorId, next, nowMs) : null;
            });
    }

    /// <summary>A vendor's statements before a month, the newest first.</summary>
    public ValueTask<List<Statement>> Of(string vendorId, string? beforeMonth, int limit) =>
        database.Read(sql => StatementSql.Of(sql, vendorId, beforeMonth ?? "9999-99", limit));

    /// <summary>All statements after a key, the newest month first.</summary>
    public ValueTask<List<Statement>> All((string Month, string VendorId)? after, int limit) =>
        database.Read(sql => StatementSql.All(sql, after?.Month ?? "9999-99", after?.VendorId ?? string.Empty, limit));

    /// <summary>A vendor's statement of a month, or null.</summary>
    public ValueTask<Statement?> Find(string vendorId, string month) => database.Read(sql => StatementSql.Find(sql, vendorId, month));

    /// <summary>The entries of a statement in the ledger's order, at most so many.</summary>
    public ValueTask<List<StatementEntry>> Entries(string vendorId, string month, int limit) =>
        database.Read(sql => StatementSql.Entries(sql, vendorId, month, 0, limit));

    // The month after the last statement, or the first one: that of the first entry, or where statements began if that is later.
    private async ValueTask<(DateOnly Month, Statement? Before)?> Next(Sql sql, string vendorId)
    {
        if (await StatementSql.Last(sql, vendorId) is { } last)
        {
            return (last.Content.From.AddMonths(1), last);
        }

        var (shopMs, vendorMs) = await StatementSql.Begin(sql, vendorId);
        if (vendorMs is not { } first)
        {
            return null;
        }

        var day = series.DayOf(Math.Max(shopMs, first));
        return (new DateOnly(day.Year, day.Month, 1), null);
    }

    private async ValueTask<Statement> Close(Transaction tx, string vendorId, (DateOnly Month, Statement? Before) next, long nowMs)
    {
        var (from, before) = next;
        var month = ShopMonth.Of(from);
        var start = series.StartOf(from);
        var opening = before is null
            ? (await StatementSql.Before(tx, vendorId, start)).ToDictionary(one => one.Currency, one => one.Amount, StringComparer.Ordinal)
            : before.Content.Sums.ToDictionary(one => one.Currency, one => one.Closing, StringComparer.Ordinal);
        await StatementSql.TakeIn(
            tx,
            vendorId,
            month,
            before is null ? start : series.StartOf(from.AddMonths(-1)),
            series.StartOf(from.AddMonths(1))
        );
        var sums = (await StatementSql.Sums(tx, vendorId, month)).ToLookup(one => one.Currency, StringComparer.Ordinal);
        var rates = (await StatementSql.Rates(tx, vendorId, month)).ToLookup(one => one.Currency, StringComparer.Ordinal);
        var trader = await TraderStore.Get(tx, vendorId);
        var day = series.DayOf(nowMs);
        var content = new StatementContent(
            vendorId,
            month,
            from,
            from.AddMonths(1).AddDays(-1),
            day,
            seller.Who,
            trader?.Trader.AsSeller(null),
            [
                .. opening
                    .Keys.Union(sums.Select(group => group.Key), StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Select(currency => Summed(currency, opening.GetValueOrDefault(currency), [.. sums[currency]], [.. rates[currency]])),
            ]
        );
        var text = series.For(PaperSeries.Statement, day, vendorId);
        var number = await StatementSql.Take(tx, text);
        await StatementSql.Write(tx, text, number, nowMs, content);
        return new(PaperSeries.Text(text, number), nowMs, content);
    }

    private static StatementSums Summed(
        string currency,
        long opening,
        List<(string Currency, string Kind, long Amount, long Entries)> kinds,
        List<(string Currency, long Milli, long Amount, long Orders)> rates
    )
    {
        long Of(Func<string, bool> kind) => kinds.Where(one => kind(one.Kind)).Sum(one => one.Amount);
        string[] known = [VendorEntry.Sale, VendorEntry.Refund, VendorEntry.Commission, VendorEntry.CommissionRefund, .. Paid];
        var sums = new StatementSums(
            currency,
            opening,
            Of(kind => kind == VendorEntry.Sale),
            Of(kind => kind == VendorEntry.Refund),
            Of(kind => kind == VendorEntry.Commission),
            Of(kind => kind == VendorEntry.CommissionRefund),
            Of(kind => !known.Contains(kind)),
            Of(Paid.Contains),
            0,
            rates.Sum(one => one.Orders),
            kinds.Sum(one => one.Entries),
            [.. rates.Where(one => one.Amount != 0).OrderBy(one => one.Milli).Select(one => new CommissionAt(one.Milli, one.Amount))]
        );
        return sums with { Closing = checked(opening + sums.Movements) };
    }
}
