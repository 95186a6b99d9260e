// Writes the papers of orders in the transaction of what they follow from, and those that a shop owes from before it said who sells.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The book of papers. What is written in it is never changed.</summary>
/// <param name="settings">In which language an order's papers are that names none: an order by the API.</param>
public sealed class PaperBook(
    [FromKeyedServices("ordering")] Database database,
    ShopSeller seller,
    PaperSeries series,
    IShopSettings? settings = null
)
{
    private const string Confirmed = "order.confirmed";

    /// <summary>409: the shop cannot write any.</summary>
    public static Refusal NoSeller { get; } =
        Refusal.Conflict(
            "seller_unknown",
            "This shop has not said yet who sells, and writes no invoices until it has. The shop sets Shop:Seller:Name, its address and its tax number."
        );

    /// <summary>404, the same for papers that are not there and papers of others.</summary>
    public static Refusal NotFound { get; } = Refusal.NotFound("paper_not_found", "This order has no such paper.");

    /// <summary>Whether papers are written.</summary>
    public bool IsOpen => seller.Who is not null;

    /// <summary>
    /// Writes what the entries that are saved with these orders ask for: the numbers of all of them in one statement, the papers in
    /// another.
    /// </summary>
    internal async ValueTask Write(Transaction tx, IReadOnlyList<Order> orders)
    {
        if (seller.Who is not { } who)
        {
            return;
        }

        var asking = orders.Where(order => order.Added.Any(PaperDrafts.MayAsk)).ToList();

        // Whoever pays has no papers yet: an ordinary order reads nothing.
        string[] known =
        [
            .. asking
                .Where(order => order.Added.Any(entry => PaperDrafts.MayAsk(entry) && entry.Type != Confirmed))
                .Select(order => order.Id),
        ];
        var earlier = (known.Length == 0 ? [] : await PaperSql.Of(tx, known)).ToLookup(paper => paper.OrderId, StringComparer.Ordinal);
        var papers = new List<NewPaper>();
        foreach (var order in asking)
        {
            papers.AddRange(
                Drafted(order, order.Added.Where(PaperDrafts.MayAsk).Select(entry => (order, entry)), [.. earlier[order.Id]], who)
            );
        }

        if (papers.Count > 0)
        {
            await PaperSql.Write(tx, papers);
        }
    }

    /// <summary>
    /// Writes what is missing of an order: it was paid before the shop said who sells. Repeating writes nothing twice. Refused with
    /// <c>seller_unknown</c>, <c>invoice_not_yet</c>, <c>no_invoice</c>.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<Paper>>> WriteMissing(Order order, IReadOnlyList<Entry> timeline, long nowMs)
    {
        if (seller.Who is not { } who)
        {
            return NoSeller;
        }

        if (!timeline.Any(PaperDrafts.IsPayment))
        {
            return NotYet(order);
        }

        var papers = await database.Write(async tx =>
        {
            // The order's row is held, so that two who ask at once write one after the other.
            await EraseSql.Hold(tx, [order.Id]);
            var asking = Replayed(order, timeline).ToList();

            // The first invoice by itself: what follows names its number.
            foreach (var some in new[] { asking.Where(one => PaperDrafts.IsPayment(one.Entry)), asking })
            {
                var earlier = await PaperSql.Of(tx, [order.Id]);
                var missing = Drafted(
                    order,
                    // What came before the first invoice stands in it already.
                    some.Where(one =>
                        earlier.TrueForAll(paper => paper.Sequence != one.Entry.Sequence)
                        && (earlier.Count == 0 || one.Entry.Sequence > earlier[0].Sequence)
                    ),
                    earlier,
                    who,
                    nowMs
                );
                if (missing.Count > 0)
                {
                    await PaperSql.Write(tx, missing);
                }
            }

            return await PaperSql.Of(tx, [order.Id]);
        });
        return papers.Count > 0 ? papers : Older;
    }

    /// <summary>The papers of orders, each order's oldest first; also for whoever gathers what the shop knows of a person.</summary>
    public ValueTask<List<Paper>> Of(params string[] orderIds) => database.Read(sql => PaperSql.Of(sql, orderIds));

    /// <summary>A paper of an order by its number, or null.</summary>
    public async ValueTask<Paper?> Find(string orderId, string kind, string number) =>
        PaperSeries.Read(number) is { } read
        && await database.Read(sql => PaperSql.Find(sql, read.Series, read.Number)) is { } found
        && found.OrderId == orderId
        && found.Kind == kind
            ? found
            : null;

    /// <summary>
    /// The first invoice of an order, or why there is none: <c>invoice_not_yet</c>, <c>seller_unknown</c>, <c>no_invoice</c>.
    /// </summary>
    public async ValueTask<Outcome<Paper>> Invoice(Order order) =>
        (await Of(order.Id)).Find(paper => paper.Kind == PaperKind.Invoice) is { } found ? found
        : order.Captured() == 0 && (order.PlacedTerms.Total > 0 || order.Status is Status.Pending or Status.PaymentFailed) ? NotYet(order)
        : !IsOpen ? NoSeller
        : Older;

    /// <summary>Papers from one moment to before another, the newest first.</summary>
    public ValueTask<List<Paper>> List(string? kind, long fromMs, long toMs, (long AtMs, string Series, long Number)? after, int limit) =>
        database.Read(sql => PaperSql.List(sql, kind, fromMs, toMs, after, limit));

    /// <summary>A paper by its whole number, whosever.</summary>
    public async ValueTask<Paper?> Find(string number) =>
        PaperSeries.Read(number) is { } read ? await database.Read(sql => PaperSql.Find(sql, read.Series, read.Number)) : null;

    private static Refusal NotYet(Order order) =>
        Refusal.Conflict(
            "invoice_not_yet",
            order.Status == Status.Pending ? "The order is not paid yet. Its invoice is written when the payment was taken."
                : order.Held() > 0
                    ? "The amount is only reserved yet. The invoice is written when the first parcel leaves, with which it is taken."
                : $"Nothing was paid for this order, which is {order.Status}: it has no invoice."
        );

    private static Refusal Older { get; } =
        Refusal.Conflict(
            "no_invoice",
            "The order was paid before this shop wrote invoices. Ask the shop for one: staff can have it written on the order's page."
        );

    // The order after each entry, with the terms that the entry changed beside it.
    private static IEnumerable<(Order Order, Entry Entry)> Replayed(Order order, IReadOnlyList<Entry> timeline)
    {
        for (var count = 1; count <= timeline.Count; count++)
        {
            if (PaperDrafts.MayAsk(timeline[count - 1]))
            {
                yield return (
                    Timeline.Replay(order.Id, order.UserId, order.PlacedTerms, order.Checkout.PaymentToken, [.. timeline.Take(count)]),
                    timeline[count - 1]
                );
            }
        }
    }

    /// <param name="nowMs">When they are written, where that is later than what they follow from.</param>
    private List<NewPaper> Drafted(
        Order order,
        IEnumerable<(Order Order, Entry Entry)> asking,
        List<Paper> earlier,
        Seller who,
        long? nowMs = null
    )
    {
        var papers = new List<NewPaper>();
        foreach (var (then, entry) in asking)
        {
            foreach (var content in PaperDrafts.Of(then, entry, then.TermsBefore, earlier, who, series.DayOf))
            {
                var atMs = nowMs ?? entry.AtMs;
                var dated = content with { Day = series.DayOf(atMs), Language = content.Language ?? Language(earlier) };
                papers.Add(new(series.For(content.Kind, dated.Day), entry.Sequence, atMs, dated));

                // A paper of the same transaction counts for the next one; its number is not known yet, and no second one names it.
                earlier = [.. earlier, new(string.Empty, content.Kind, order.Id, entry.Sequence, atMs, dated)];
            }
        }

        return papers;
    }

    // Of the shop, and of a correction that of what it corrects, whatever the shop has chosen since. English is said by saying nothing.
    private string? Language(List<Paper> earlier) =>
        earlier.Count > 0 ? earlier[0].Content.Language
        : Languages.Match(settings?.Current.Language) is { } language && language != Languages.Default ? language
        : null;
}
