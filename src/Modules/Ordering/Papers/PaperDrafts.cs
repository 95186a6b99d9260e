// Which papers an entry of an order's timeline asks for, and what stands on them: the invoice with the payment, a further one where an edit
// made the order dearer, a credit note for whatever is taken back. Pure.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The decisions about papers.</summary>
internal static class PaperDrafts
{
    private const string Shipping = "Shipping";

    /// <summary>Whether an entry may ask for a paper, so that the others cost nothing.</summary>
    public static bool MayAsk(Entry entry) =>
        IsPayment(entry) || entry.Type is "order.edited" or "order.cancelled" or "order.returned" or "refund.requested";

    /// <summary>
    /// Whether an entry says that the order was paid: with its confirmation, or where the amount was only held, parcel by parcel. The first
    /// of them asks for the invoice of the whole order.
    /// </summary>
    public static bool IsPayment(Entry entry) => entry is { Type: "order.confirmed", Data: null } or { Type: "payment.captured" };

    /// <summary>
    /// The papers that an entry asks for; none where the order says too little for an invoice (orders from before classes of taxes) or has
    /// none that could be corrected.
    /// </summary>
    /// <param name="order">After the entry.</param>
    /// <param name="before">The terms before it, where it changed them.</param>
    /// <param name="earlier">What was written about the order before, oldest first.</param>
    public static IReadOnlyList<PaperContent> Of(
        Order order,
        Entry entry,
        Terms? before,
        IReadOnlyList<Paper> earlier,
        Seller seller,
        Func<long, DateOnly> dayOf
    )
    {
        if (IsPayment(entry))
        {
            return earlier.Any(paper => paper.Kind == PaperKind.Invoice) ? []
                : LinesOf(order.Terms) is { } lines
                    ? [Paid(order, 0, Write(order, entry, PaperKind.Invoice, lines, null, null, seller, dayOf))]
                : [];
        }

        // What was never invoiced is not corrected.
        if (earlier.FirstOrDefault(paper => paper.Kind == PaperKind.Invoice) is not { Number: var first } invoice)
        {
            return [];
        }

        // It names the buyer for as long as the law asks, also once the order does not.
        order = order with
        {
            Terms = order.Terms with { Address = invoice.Content.Buyer },
        };

        var left = Left(earlier);
        return entry.Type switch
        {
            "order.edited" => Edited(order, entry, before, left, earlier, seller, dayOf),
            // Of an order whose money was held more may stand on the invoice than was ever taken; none of that is owed any more.
            "order.cancelled" or "order.returned" when IsCredited(order, entry) => Credit(
                order,
                entry,
                left,
                first,
                entry.Type == "order.cancelled" ? "The order was cancelled." : "The goods came back.",
                seller,
                dayOf
            ),
            "refund.requested" => Credit(
                order,
                entry,
                Refunded(order, EntryData.Read(entry.Data!).Refund!, left),
                first,
                EntryData.Read(entry.Data!).Refund!.Kind == Refund.OfReturn ? "The goods came back." : "Money was paid back.",
                seller,
                dayOf
            ),
            _ => [],
        };
    }

    /// <summary>The lines of terms, shipping last; null where they do not say which tax each pays.</summary>
    internal static List<PaperLine>? LinesOf(Terms terms)
    {
        if (terms.Taxes is not { } taxes || terms.Lines.Any(line => terms.TaxOf(line) is null))
        {
            return null;
        }

        var lines = new List<PaperLine>(terms.Lines.Count + 1);
        foreach (var line in terms.Lines)
        {
            var tax = terms.TaxOf(line)!;
            lines.Add(
                new(
                    line.ProductId,
                    line.ProductName,
                    line.Quantity,
                    line.UnitPrice,
                    line.Discount,
                    line.Net - line.TaxIncluded,
                    line.Tax + line.TaxIncluded,
                    tax.Milli,
                    tax.Included,
                    tax.Reason
                )
            );
        }

        foreach (var tax in taxes.Where(tax => tax.Shipping > 0))
        {
            var free = tax.ShippingFree is true;
            lines.Add(
                new(
                    PaperLine.Shipping,
                    Shipping,
                    1,
                    tax.Shipping,
                    0,
                    tax.Included ? tax.Shipping - tax.ShippingTax : tax.Shipping,
                    tax.ShippingTax,
                    free ? 0 : tax.Milli,
                    tax.Included,
                    free ? PaperLine.NotTaxed : tax.Reason
                )
            );
        }

        return [.. lines.GroupBy(line => line.Of).Select(Together)];
    }

    /// <summary>What is left of the invoices after the credit notes, by line; nothing of a line is below zero.</summary>
    internal static List<PaperLine> Left(IEnumerable<Paper> earlier)
    {
        var left = new List<PaperLine>();
        foreach (var paper in earlier)
        {
            foreach (var line in paper.Content.Lines)
            {
                var at = left.FindIndex(one => one.Of == line.Of);
                if (at < 0)
                {
                    left.Add(line);
                }
                else
                {
                    left[at] = paper.Kind == PaperKind.Invoice ? Together([left[at], line]) : Less(left[at], line);
                }
            }
        }

        return left.FindAll(line => line.Gross > 0);
    }

    private static List<PaperContent> Edited(
        Order order,
        Entry entry,
        Terms? before,
        List<PaperLine> left,
        IReadOnlyList<Paper> earlier,
        Seller seller,
        Func<long, DateOnly> dayOf
    )
    {
        if (before is null || LinesOf(before) is not { } was || LinesOf(order.Terms) is not { } now)
        {
            return [];
        }

        var (more, less) = (new List<PaperLine>(), new List<PaperLine>());
        foreach (var key in was.Concat(now).Select(line => line.Of).Distinct())
        {
            var (old, next) = (was.Find(line => line.Of == key), now.Find(line => line.Of == key));
            var gross = (next?.Gross ?? 0) - (old?.Gross ?? 0);
            if (gross > 0)
            {
                more.Add(Difference(next!, old, gross));
            }
            else if (gross < 0)
            {
                less.Add(Difference(old!, next, -gross));
            }
        }

        // Shipping that went back as goodwill has its credit note already.
        less = WithoutShipping(less, order.ShippingBackBeyond(order.Terms) - order.ShippingBackBeyond(before));
        var first = earlier.First(paper => paper.Kind == PaperKind.Invoice).Number;
        var papers = new List<PaperContent>(2);
        papers.AddRange(Credit(order, entry, Within(less, left), first, "The order was changed.", seller, dayOf));
        if (more.Count > 0)
        {
            var invoiced = earlier.Select(paper => paper.Content).Concat(papers).Sum(Signed);
            papers.Add(Paid(order, invoiced, Write(order, entry, PaperKind.Invoice, more, first, null, seller, dayOf)));
        }

        return papers;
    }

    private static bool IsCredited(Order order, Entry entry) =>
        order.Ended is { Paid: true } && (order.GivenBack() > 0 || (order.IsHeld() && entry.Type == "order.cancelled"));

    private static List<PaperLine> WithoutShipping(List<PaperLine> less, long gross)
    {
        var kept = new List<PaperLine>(less.Count);
        foreach (var line in less)
        {
            var off = line.Key == PaperLine.Shipping ? Math.Min(gross, line.Gross) : 0;
            gross -= off;
            if (off < line.Gross)
            {
                kept.Add(off == 0 ? line : Part(line, line.Gross - off, 1));
            }
        }

        return kept;
    }

    private static long Signed(PaperContent paper) => paper.Kind == PaperKind.Invoice ? paper.Total : -paper.Total;

    /// <summary>
    /// An invoice with what was taken for it so far: of an order that is paid at once all of it; where money is held, what was taken and is
    /// not back, beyond what the papers before it come to.
    /// </summary>
    private static PaperContent Paid(Order order, long invoiced, PaperContent paper) =>
        order.IsHeld() && Math.Max(0, order.Captured() - order.Refunded() - invoiced) is var paid && paid < paper.Total
            ? paper with
            {
                Moved = paid,
            }
            : paper;

    /// <summary>A credit note with what of it goes back, where not all of it had been taken.</summary>
    private static PaperContent GoesBack(Order order, Entry entry, PaperContent paper)
    {
        var back =
            !order.IsHeld() ? paper.Total
            : order.Ended is not null ? order.GivenBack()
            : EntryData.Read(entry.Data!).Refund?.Amount ?? 0;
        return back < paper.Total ? paper with { Moved = back } : paper;
    }

    /// <summary>
    /// What a refund takes back: of its lines and the shipping what it names, and what is neither of everything that is left.
    /// </summary>
    private static List<PaperLine> Refunded(Order order, Refund refund, List<PaperLine> left)
    {
        var wanted = refund
            .Lines.Select(line => (line.ProductId, line.Quantity, line.Amount))
            .Append((PaperLine.Shipping, 1, refund.Shipping))
            .Where(one => one.Item3 > 0)
            .ToList();
        var (taken, open) = (new List<PaperLine>(), refund.Amount);
        foreach (var (key, quantity, amount) in wanted)
        {
            foreach (var line in left.Where(line => line.Key == key))
            {
                var part = Math.Min(Math.Min(amount - Sum(taken, key), line.Gross), open);
                if (part > 0)
                {
                    taken.Add(Part(line, part, quantity));
                    open -= part;
                }
            }
        }

        return open <= 0 ? taken : Spread(taken, left, open);
    }

    // Credits of an edit, where goodwill has given some of it back before: no line goes below nothing.
    private static List<PaperLine> Within(List<PaperLine> wanted, List<PaperLine> left)
    {
        var (taken, open) = (new List<PaperLine>(), 0L);
        foreach (var line in wanted)
        {
            var known = left.Find(one => one.Of == line.Of);
            var part = Math.Min(line.Gross, known?.Gross ?? 0);
            if (part > 0)
            {
                taken.Add(part == line.Gross && line.Net <= known!.Net && line.Tax <= known.Tax ? line : Part(known!, part, line.Quantity));
            }

            open += line.Gross - part;
        }

        return open == 0 ? taken : Spread(taken, left, open);
    }

    /// <summary>Money that belongs to no line is a reduction of the price of everything that is left, by its worth.</summary>
    private static List<PaperLine> Spread(List<PaperLine> taken, List<PaperLine> left, long amount)
    {
        var rest = left.Select(line => (Line: line, Gross: line.Gross - taken.Where(one => one.Of == line.Of).Sum(one => one.Gross)))
            .Where(one => one.Gross > 0)
            .ToList();
        var shares = Money.Allocate(Math.Min(amount, rest.Sum(one => one.Gross)), [.. rest.Select(one => one.Gross)]);
        for (var i = 0; i < rest.Count; i++)
        {
            if (shares[i] > 0)
            {
                var line = Part(rest[i].Line, shares[i], 0);
                taken.Add(line with { Name = $"Reduction: {line.Name}", Quantity = 1 });
            }
        }

        return [.. taken.GroupBy(line => (line.Of, line.Name)).Select(Together)];
    }

    // Why is said in the shop's own words: what people write about an order can be erased, and a paper cannot.
    private static List<PaperContent> Credit(
        Order order,
        Entry entry,
        List<PaperLine> lines,
        string first,
        string reason,
        Seller seller,
        Func<long, DateOnly> dayOf
    ) => lines.Count == 0 ? [] : [GoesBack(order, entry, Write(order, entry, PaperKind.CreditNote, lines, first, reason, seller, dayOf))];

    private static PaperContent Write(
        Order order,
        Entry entry,
        string kind,
        List<PaperLine> lines,
        string? corrects,
        string? reason,
        Seller seller,
        Func<long, DateOnly> dayOf
    )
    {
        var (net, tax) = (lines.Sum(line => line.Net), lines.Sum(line => line.Tax));
        return new(
            kind,
            dayOf(entry.AtMs),
            seller,
            BuyerOf(order.Terms),
            order.Terms.VatNumber,
            order.Id,
            dayOf(order.CreatedMs),
            order.Terms.Currency,
            lines,
            net,
            tax,
            checked(net + tax),
            corrects,
            reason,
            Language: order.Terms.Language
        );
    }

    // The address of an order that is fetched is the shop's own point: of the buyer no more is known than the name.
    private static PostalAddress BuyerOf(Terms terms) =>
        terms.Delivery?.Pickup is null ? terms.Address : new(terms.Address.Name, string.Empty, string.Empty, terms.Address.Country);

    // A part of a line by its worth: the tax of the whole of it shared, so that parts end at exactly the line.
    private static PaperLine Part(PaperLine line, long gross, long quantity)
    {
        var tax = gross == line.Gross ? line.Tax : Money.Share(line.Tax, gross, line.Gross);
        return line with { Quantity = quantity, UnitPrice = quantity > 0 ? line.UnitPrice : 0, Discount = 0, Net = gross - tax, Tax = tax };
    }

    private static PaperLine Difference(PaperLine larger, PaperLine? smaller, long gross)
    {
        var tax = Math.Clamp(larger.Tax - (smaller?.Tax ?? 0), 0, gross);
        return larger with
        {
            Quantity = Math.Max(1, larger.Quantity - (smaller?.Quantity ?? 0)),
            Discount = Math.Max(0, larger.Discount - (smaller?.Discount ?? 0)),
            Net = gross - tax,
            Tax = tax,
        };
    }

    // A reduction of the price takes no units.
    private static PaperLine Less(PaperLine line, PaperLine credited) =>
        line with
        {
            Quantity = Math.Max(1, line.Quantity - (credited.UnitPrice == 0 ? 0 : credited.Quantity)),
            Net = line.Net - credited.Net,
            Tax = line.Tax - credited.Tax,
        };

    private static PaperLine Together(IEnumerable<PaperLine> lines) =>
        lines.Aggregate(
            (one, other) =>
                one with
                {
                    Quantity = one.Key == PaperLine.Shipping ? 1 : one.Quantity + other.Quantity,
                    UnitPrice = one.Key == PaperLine.Shipping ? one.UnitPrice + other.UnitPrice : one.UnitPrice,
                    Discount = one.Discount + other.Discount,
                    Net = one.Net + other.Net,
                    Tax = one.Tax + other.Tax,
                }
        );

    private static long Sum(List<PaperLine> taken, string key) => taken.Where(line => line.Key == key).Sum(line => line.Gross);
}
