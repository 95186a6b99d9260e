// A vendor's list of its orders, and what its dashboard shows: from indexes of its own parts and from sums that are kept, never by
// counting.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Which of a vendor's orders, newest first. Null means all that are paid, or were.</summary>
/// <param name="Stage">The part's state as the vendor sees it.</param>
/// <param name="Text">An order's whole id or its last eight characters.</param>
public sealed record VendorFilter(
    string VendorId,
    string? Stage = null,
    long? FromMs = null,
    long? ToMs = null,
    string? ProductId = null,
    string? Text = null,
    (long Value, string OrderId)? After = null
);

/// <summary>An order and the vendor's share in it, which is null for orders older than the ledger.</summary>
public sealed record VendorOrder(Order Order, VendorShare? Share, long CreatedMs);

/// <summary>A page; <paramref name="GoOn"/> is where the next one begins, null when there is none.</summary>
public sealed record VendorRows(IReadOnlyList<VendorOrder> Rows, (long Value, string OrderId)? GoOn);

/// <summary>How many of a vendor's parts are at a stage now.</summary>
public sealed record StageCount(string Stage, long Orders);

/// <summary>
/// A vendor's sums of one currency over some days, minor units, each as its entries have it: refunds and commissions are negative.
/// </summary>
public sealed record VendorSums(
    string VendorId,
    string Currency,
    long Orders,
    long Units,
    Int128 Sales,
    Int128 Commissions,
    Int128 Refunds,
    Int128 CommissionRefunds,
    Int128 Payouts
);

/// <summary>Reads what vendors see. The lists have the bound of <see cref="OrderLists"/>.</summary>
public sealed class VendorLists([FromKeyedServices("ordering")] Database database)
{
    internal const string ShareColumns =
        "f.goods, f.discount, f.tax, f.shipping, f.commission, f.commission_milli, f.booked, f.booked_commission";

    private const string Own = "SELECT s.created_ms AS value, s.order_id FROM fulfilments s WHERE s.vendor_id = $5";
    private const string Range =
        "AND (s.created_ms, s.order_id) > ($1, $2) AND (s.created_ms, s.order_id) < ($3, $4) ORDER BY s.created_ms DESC, s.order_id DESC";

    private static readonly SourceSql Word = new("order_words", "word", "created_ms");
    private static readonly SourceSql Product = new("order_lines", "product_id", "created_ms");

    private static string OfStage => $"{Own} AND s.stage = $6 {Range}";

    private static string OfAll => $"{Own} AND s.stage <> 'unpaid' AND $6 = '' {Range}";

    /// <summary>Up to <paramref name="limit"/> orders.</summary>
    public ValueTask<VendorRows> Find(VendorFilter filter, int limit) =>
        database.Snapshot(async sql =>
        {
            var (keys, goOn) = await Keys(sql, filter, limit);
            var shares = (
                await sql.Query(
                    $"SELECT f.order_id, {ShareColumns} FROM fulfilments f WHERE f.vendor_id = $2 AND {sql.Dialect.In("f.order_id", 1)}",
                    row => (OrderId: row.GetString(0), Share: VendorShare.Map(row, filter.VendorId, 1)),
                    keys.Select(key => key.OrderId).ToArray(),
                    filter.VendorId
                )
            ).ToDictionary(row => row.OrderId, row => row.Share, StringComparer.Ordinal);
            var rows = (await OrderLists.Load(sql, keys)).ConvertAll(row => new VendorOrder(row.Order, shares[row.Order.Id], row.Value));
            if (
                filter.ProductId is { } product
                && rows.RemoveAll(row => !row.Order.Terms.Lines.Any(line => line.ProductId == product && line.VendorId == filter.VendorId))
                    > 0
                && rows.Count == 0
            )
            {
                // Another vendor's product: not even a next page may tell that it was in these orders.
                return new VendorRows([], null);
            }

            return new VendorRows(rows, goOn);
        });

    /// <summary>The vendor's share in one order, or null.</summary>
    public ValueTask<VendorShare?> Share(string orderId, string vendorId) =>
        database.Read(sql =>
            sql.First(
                $"SELECT {ShareColumns} FROM fulfilments f WHERE f.order_id = $1 AND f.vendor_id = $2",
                row => VendorShare.Map(row, vendorId, 0),
                orderId,
                vendorId
            )
        );

    /// <summary>The dashboard: the counts by stage now, and the sums by currency since a day.</summary>
    public ValueTask<(List<StageCount> Counts, List<VendorSums> Sums)> Dashboard(string vendorId, long sinceMs) =>
        database.Snapshot(async sql =>
            (
                await sql.Query(
                    "SELECT stage, orders FROM vendor_counts WHERE vendor_id = $1",
                    row => new StageCount(row.GetString(0), row.GetInt64(1)),
                    vendorId
                ),
                await sql.Query(
                    $"SELECT {PayoutStore.SumColumns} FROM vendor_days d WHERE d.vendor_id = $1 AND d.day_ms >= $2 GROUP BY d.vendor_id, d.currency ORDER BY d.currency",
                    PayoutStore.MapSums,
                    vendorId,
                    sinceMs
                )
            )
        );

    /// <summary>Every text that a list can send, for those who look at the plans.</summary>
    internal static IEnumerable<(string Name, string Text)> Texts(Dialect dialect) =>
        [("vendor's stage page", OfStage + Limit(1)), ("vendor's page", OfAll + Limit(1)), ("vendor's looks", Looks(dialect))];

    private static async ValueTask<(List<(long Value, string OrderId)> Keys, (long Value, string OrderId)? GoOn)> Keys(
        Sql sql,
        VendorFilter filter,
        int limit
    )
    {
        var (to, toId) =
            filter.ToMs is { } before && (filter.After is null || before < filter.After.Value.Value)
                ? (before, string.Empty)
                : filter.After ?? (long.MaxValue, string.Empty);
        object?[] Range(string key) => [(filter.FromMs ?? 0) - 1, "~", to, toId, key];
        if (filter is { ProductId: null, Text: null })
        {
            var text = (filter.Stage is null ? OfAll : OfStage) + Limit(limit);
            return OrderLists.Cut(await sql.Query(text, MapKey, [.. Range(filter.VendorId), filter.Stage ?? string.Empty]), limit);
        }

        var asked = filter.Text is null ? null : OrderWords.Asked(filter.Text);
        if (asked is { Words.Count: not 1 })
        {
            return ([], null);
        }

        var (source, key) = asked is null ? (Product, filter.ProductId!) : (Word, asked.Words[0]);
        object?[] looks =
        [
            filter.VendorId,
            filter.Stage ?? string.Empty,
            filter.ProductId ?? string.Empty,
            asked?.OrderId ?? asked?.Words[0] ?? string.Empty,
        ];

        // A stage that holds few is the shorter way to a product's orders; what is shipped and done only grows.
        if (
            asked is null
            && filter.Stage is not null
            && await sql.Number("SELECT orders FROM vendor_counts WHERE vendor_id = $1 AND stage = $2", filter.VendorId, filter.Stage)
                <= OrderLists.LooksMax
        )
        {
            var found = await sql.Query($"{OfStage} LIMIT {OrderLists.LooksMax}", MapKey, [.. Range(filter.VendorId), filter.Stage]);
            var standing = (await Stand([.. found.Select(one => one.OrderId)])).ToHashSet(StringComparer.Ordinal);
            return OrderLists.Cut(found.FindAll(one => standing.Contains(one.OrderId)), limit);
        }

        return await OrderLists.Walked(
            descending: true,
            limit,
            (rows, last) =>
            {
                var range = Range(key);
                (range[2], range[3]) = last is { } at ? (at.Value, at.OrderId) : (range[2], range[3]);
                return sql.Query(source.Page(descending: true, rows), MapKey, range);
            },
            Stand
        );
        ValueTask<List<string>> Stand(string[] ids) => sql.Query(Looks(sql.Dialect), row => row.GetString(0), [ids, .. looks]);
    }

    /// <summary>
    /// Which of some orders ($1) are this vendor's ($2), at this stage ($3), with this product ($4), of this id or with these last eight
    /// characters ($5); '' means any. Without the last a vendor could find out customers' names and addresses.
    /// </summary>
    private static string Looks(Dialect dialect) =>
        $"""
            SELECT f.order_id FROM fulfilments f WHERE {dialect.In(
                "f.order_id",
                1
            )} AND f.vendor_id = $2 AND f.stage <> 'unpaid' AND ($3 = '' OR f.stage = $3)
              AND ($4 = '' OR (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = f.order_id AND l.product_id = $4) > 0) AND ($5 = '' OR f.order_id = $5 OR substr(f.order_id, length(f.order_id) - 7) = $5)
            """;

    private static string Limit(int limit) => $" LIMIT {SourceSql.Rows(limit + 1)}";

    private static (long Value, string OrderId) MapKey(System.Data.Common.DbDataReader row) => (row.GetInt64(0), row.GetString(1));
}
