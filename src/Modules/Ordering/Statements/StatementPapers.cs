// Writes the papers of a statement once everything that they need is known: the invoice for what the vendor sold to the shop, in the
// vendor's name, and the shop's invoice for its commission. The number is taken in the transaction that writes the paper.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Why a paper of a statement is not there.</summary>
/// <param name="Side">One of the constants of <see cref="VendorPaperKind"/>.</param>
/// <param name="Gaps">What is missing; empty where it is written within the hour.</param>
public sealed record PaperWaiting(string Side, IReadOnlyList<TraderGap> Gaps);

/// <summary>The papers of statements.</summary>
public sealed class StatementPapers(
    [FromKeyedServices("ordering")] Database database,
    OrderStore orders,
    TraderStore traders,
    TaxRateMemory rates,
    ShopSeller seller,
    PaperSeries series
)
{
    private const int OrdersAtOnce = 100;

    private static readonly string[] Sides = [VendorPaperKind.Supply, VendorPaperKind.Commission];

    /// <summary>Statements whose papers are not all written, after a key.</summary>
    public ValueTask<List<(string VendorId, string Month)>> Due((string VendorId, string Month) after, int limit) =>
        database.Read(sql => StatementSql.Due(sql, after.VendorId, after.Month, limit));

    /// <summary>The papers of a vendor's statements of months, oldest first.</summary>
    public ValueTask<List<VendorPaper>> Of(string vendorId, string fromMonth, string toMonth) =>
        database.Read(sql => StatementSql.Papers(sql, vendorId, fromMonth, toMonth));

    /// <summary>A paper of a vendor by its number, or null.</summary>
    public async ValueTask<VendorPaper?> Find(string vendorId, string number) =>
        PaperSeries.Read(number) is { } read
        && await database.Read(sql => StatementSql.Paper(sql, read.Series, read.Number)) is { } found
        && found.VendorId == vendorId
            ? found
            : null;

    /// <summary>Why papers of a statement are not there yet; nothing where all that it asks for are.</summary>
    public async ValueTask<IReadOnlyList<PaperWaiting>> Waiting(StatementContent statement, IReadOnlyList<VendorPaper> written)
    {
        if (await database.Read(sql => StatementSql.Why(sql, statement.VendorId, statement.Month)) is not { } why)
        {
            return [];
        }

        var gaps = TraderGaps.Of((await traders.Get(statement.VendorId))?.Trader, seller.Who);
        var waiting = new List<PaperWaiting>();
        foreach (var side in Sides)
        {
            if (
                statement.Sums.Any(sums =>
                    Asks(sums, side) && !written.Any(one => one.Side == side && one.Content.Currency == sums.Currency)
                )
            )
            {
                var own = gaps.Where(gap => gap.For == PurposeOf(side)).ToList();
                var said = side == VendorPaperKind.Supply ? why.Supply : why.Commission;
                waiting.Add(new(side, own.Count == 0 && said.Length > 0 ? [new(TraderGaps.ShopTax, PurposeOf(side), said)] : own));
            }
        }

        return waiting;
    }

    /// <summary>
    /// Writes the papers of a statement that are not there and can be. Repeating writes nothing twice. Refused with <c>tax_unknown</c> and
    /// what else stands in the way of one; the others are written.
    /// </summary>
    public async Task<Outcome<int>> Write(string vendorId, string month, long nowMs)
    {
        if (await database.Read(sql => StatementSql.Find(sql, vendorId, month)) is not { Content: var statement, Number: var number })
        {
            return 0;
        }

        var trader = (await traders.Get(vendorId))?.Trader;
        var gaps = TraderGaps.Of(trader, seller.Who);
        var (written, open, refused) = (0, false, new Dictionary<string, Refusal>(StringComparer.Ordinal));
        foreach (var sums in statement.Sums)
        {
            foreach (var side in Sides.Where(side => Asks(sums, side)))
            {
                if (await database.Read(sql => StatementSql.IsWritten(sql, vendorId, month, sums.Currency, side)))
                {
                    continue;
                }

                if (trader is null || seller.Who is not { } shop || gaps.Any(gap => gap.For == PurposeOf(side)))
                {
                    open = true;
                    continue;
                }

                var parties = new Parties(shop, trader);
                var drafted =
                    side == VendorPaperKind.Supply ? await Supply(statement, sums, parties) : await Commission(statement, sums, parties);
                if (!drafted.Is(out var lines, out var why))
                {
                    (open, refused[side]) = (true, why);
                    continue;
                }

                // What was sold and came back within the month is no paper.
                written += lines.Count > 0 && await Write(statement, number, sums.Currency, side, lines, parties, nowMs) ? 1 : 0;
            }
        }

        if (!open)
        {
            await database.Write(tx => StatementSql.Done(tx, vendorId, month));
            return written;
        }

        string Why(string side) => refused.GetValueOrDefault(side)?.Detail ?? string.Empty;
        var said = (Supply: Why(VendorPaperKind.Supply), Commission: Why(VendorPaperKind.Commission));
        if (await database.Read(sql => StatementSql.Why(sql, vendorId, month)) is { } before && before != said)
        {
            await database.Write(tx => StatementSql.Say(tx, vendorId, month, said.Supply, said.Commission));
        }

        return refused.Count == 0 ? written : refused.Values.First();
    }

    private static string PurposeOf(string side) => side == VendorPaperKind.Supply ? TraderGaps.SelfBilling : TraderGaps.Commission;

    // Sales and refunds that come to nothing together may still be of different goods.
    private static bool Asks(StatementSums sums, string side) =>
        side == VendorPaperKind.Supply ? sums.Sales != 0 || sums.Refunds != 0 : sums.Commission + sums.CommissionRefunds != 0;

    private async ValueTask<Outcome<List<PaperLine>>> Commission(StatementContent statement, StatementSums sums, Parties parties)
    {
        var amount = -checked(sums.Commission + sums.CommissionRefunds);
        if (!VendorTaxes.OnCommission(await rates.Book(), parties.Shop, parties.Vendor, statement.To).Is(out var tax, out var refused))
        {
            return refused;
        }

        // Of many rates of commission each has its line; together they are what the ledger took, with the tax in it.
        var some = sums.Rates.Count > 0 ? sums.Rates : [new CommissionAt(-1, -amount)];
        var nets = SupplyLines.Nets([.. some.Select(one => -one.Amount)], tax.Milli);
        return some.Select(
                (one, i) =>
                    new PaperLine(
                        "commission",
                        one.Milli < 0 ? "Commission on sales" : $"Commission of {PaperSheets.Rate(one.Milli)} on sales",
                        one.Amount <= 0 ? 1 : -1,
                        0,
                        0,
                        nets[i],
                        -one.Amount - nets[i],
                        tax.Milli,
                        Included: true,
                        tax.Reason
                    )
            )
            .ToList();
    }

    private async ValueTask<Outcome<List<PaperLine>>> Supply(StatementContent statement, StatementSums sums, Parties parties)
    {
        var book = await rates.Book();
        var first = await database.Read(sql => StatementSql.First(sql, statement.VendorId));
        var beganMs = series.StartOf(ShopMonth.First(first) ?? statement.From);
        var parts = new Dictionary<SupplyKey, SupplyPart>();
        var after = string.Empty;
        for (var more = true; more; )
        {
            var sold = await database.Read(sql =>
                StatementSql.Sold(sql, statement.VendorId, statement.Month, sums.Currency, beganMs, after, OrdersAtOnce)
            );
            foreach (var one in sold)
            {
                if ((await Add(parts, book, statement.VendorId, one, parties)) is { } refused)
                {
                    return refused;
                }
            }

            more = sold.Count == OrdersAtOnce;
            after = sold.Count == 0 ? after : sold[^1].OrderId;
        }

        return SupplyLines.Of(parts);
    }

    // What the month changed of an order: what the ledger had after it, by lines, less what it had before.
    private async ValueTask<Refusal?> Add(
        Dictionary<SupplyKey, SupplyPart> parts,
        TaxBook book,
        string vendorId,
        SoldOrder sold,
        Parties parties
    )
    {
        var order = await orders.Get(sold.OrderId) ?? throw new InvalidOperationException($"The ledger names no order {sold.OrderId}.");
        var timeline = await orders.Timeline(sold.OrderId, 0, int.MaxValue);
        var day = series.DayOf(order.CreatedMs);
        foreach (
            var (kept, sequence, sign) in new[] { (sold.KeptAfter, sold.SequenceAfter, 1), (sold.KeptBefore, sold.SequenceBefore, -1) }
        )
        {
            if (sequence == 0)
            {
                continue;
            }

            var then = Timeline.Replay(
                order.Id,
                order.UserId,
                order.PlacedTerms,
                order.Checkout.PaymentToken,
                [.. timeline.TakeWhile(entry => entry.Sequence <= sequence)]
            );
            foreach (var (line, units, gross) in SupplyLines.At(then, vendorId, kept))
            {
                if (line.TaxClass is not { } taxClass)
                {
                    return Refusal.Conflict(
                        "order_without_classes",
                        $"The order {order.Id} is from before classes of taxes and does not say which tax its goods pay: write this month's invoice by hand."
                    );
                }

                if (
                    !VendorTaxes
                        .OnSupply(book, parties.Shop, parties.Vendor, then.Terms.Address.Country, taxClass, day)
                        .Is(out var tax, out var why)
                )
                {
                    return why;
                }

                var key = new SupplyKey(line.ProductId, tax.Milli, tax.Reason);
                var part = parts.GetValueOrDefault(key) ?? new(line.ProductName, 0, 0);
                parts[key] = part with { Units = part.Units + (sign * units), Gross = checked(part.Gross + (sign * gross)) };
            }
        }

        return null;
    }

    private Task<bool> Write(
        StatementContent statement,
        string statementNumber,
        string currency,
        string side,
        List<PaperLine> lines,
        Parties parties,
        long nowMs
    ) =>
        database.Write(async tx =>
        {
            // Whoever writes for the vendor holds its row: the second one finds the paper there, and takes no number.
            await StatementSql.Hold(tx, statement.VendorId, nowMs);
            if (await StatementSql.IsWritten(tx, statement.VendorId, statement.Month, currency, side))
            {
                return false;
            }

            var credit = lines.Sum(line => line.Gross) < 0;
            var kind = VendorPaperKind.Of(side, credit);
            var said = credit ? SupplyLines.Turned(lines) : lines;
            var day = series.DayOf(nowMs);
            var (net, tax) = (said.Sum(line => line.Net), said.Sum(line => line.Tax));
            var self = side == VendorPaperKind.Supply;
            var sample = parties.Shop.IsSample;
            var content = new PaperContent(
                kind,
                day,
                self ? parties.Vendor.AsSeller(sample) : parties.Shop,
                self ? AddressOf(parties.Shop) : parties.Vendor.AsBuyer(),
                self ? parties.Shop.VatNumber : parties.Vendor.VatNumber,
                statementNumber,
                statement.To,
                currency,
                said,
                net,
                tax,
                checked(net + tax),
                credit
                    ? (
                        await StatementSql.Earlier(
                            tx,
                            statement.VendorId,
                            statement.Month,
                            currency,
                            VendorPaperKind.Of(side, credit: false)
                        )
                    )?.Number
                    : null,
                credit ? "More came back in the month than was sold." : null,
                statement.From,
                statement.To
            );
            var text = series.For(kind, day, statement.VendorId);
            var number = await StatementSql.Take(tx, text);
            await StatementSql.Write(
                tx,
                text,
                number,
                new(PaperSeries.Text(text, number), kind, statement.VendorId, statement.Month, side, nowMs, content)
            );
            return true;
        });

    private static PostalAddress AddressOf(Seller shop) => new(shop.Name, shop.Street, shop.City, shop.Country, shop.PostalCode);

    private sealed record Parties(Seller Shop, Trader Vendor);
}
