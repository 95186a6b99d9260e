// Lists of orders for shoppers and for the shop: keyset pages, each of a bounded number of looks however many orders there are and whatever
// is asked.
using System.Globalization;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Which orders, in which order. Null means all.</summary>
/// <param name="Text">Of one user's orders any part of their words; else words and a beginning, as <see cref="OrderWords"/> says.</param>
/// <param name="MinTotalMilli">Thousandths of a major unit, included; with <paramref name="Currency"/>.</param>
/// <param name="MaxTotalMilli">The same.</param>
/// <param name="After">The sort value and the id of the last order looked at for the page before.</param>
public sealed record OrderFilter(
    string? UserId,
    string? Status,
    long? FromMs,
    long? ToMs,
    string? ProductId,
    string? Text,
    string Sort,
    (long Value, string OrderId)? After,
    long? MinTotalMilli = null,
    long? MaxTotalMilli = null,
    string? Currency = null
);

/// <summary>A page; <paramref name="GoOn"/> is where the next one begins, null when there is none.</summary>
public sealed record OrderRows(IReadOnlyList<(Order Order, long Value)> Rows, (long Value, string OrderId)? GoOn);

/// <summary>Reads lists.</summary>
/// <remarks>
/// Every condition that picks few orders has an index by time (see <see cref="SourceSql"/>). 1. A list with one such condition walks its
/// index. 2. With several, the first that holds at most <see cref="LooksMax"/> orders is taken whole and sorted. 3. When all hold more, the
/// index of the first is walked in the asked order, and the other conditions are looked up, for at most <see cref="LooksMax"/> orders: a
/// page of conditions that rarely meet may then be short, even empty, and still have a next one. So the dearest page costs the same with a
/// million orders as with a thousand.
/// </remarks>
public sealed class OrderLists([FromKeyedServices("ordering")] Database database)
{
    public const string NewestFirst = "-created_at";

    /// <summary>
    /// Orders looked at for one page: a few milliseconds, and more than any full page of conditions that meet one time in twenty.
    /// </summary>
    public const int LooksMax = 1_000;

    /// <summary>The sorts by name: whether by total, and the direction.</summary>
    public static readonly IReadOnlyDictionary<string, (bool ByTotal, bool Descending)> Sorts = new Dictionary<string, (bool, bool)>(
        StringComparer.Ordinal
    )
    {
        [NewestFirst] = (false, true),
        ["created_at"] = (false, false),
        ["-total_price"] = (true, true),
        ["total_price"] = (true, false),
    };

    // After every id and before every id.
    private const string Last = "~";
    private const string First = "";

    // After every word with the beginning that it is put behind.
    private const string AfterAll = "\U0010FFFF";

    private static readonly SourceSql Word = new("order_words", "word", "created_ms");
    private static readonly SourceSql Product = new("order_lines", "product_id", "created_ms");
    private static readonly SourceSql User = new("orders", SourceSql.Holder, "created_ms");
    private static readonly SourceSql Status = new("orders", "status", "created_ms");
    private static readonly SourceSql Time = new("orders", null, "created_ms");
    private static readonly SourceSql StatusTotal = new("orders", "status", "total_milli");
    private static readonly SourceSql Total = new("orders", null, "total_milli");

    /// <summary>Up to <paramref name="limit"/> orders, each with its sort value.</summary>
    public ValueTask<OrderRows> Find(OrderFilter filter, int limit) =>
        database.Snapshot(async sql =>
        {
            var (keys, goOn) = await Keys(sql, filter, limit);
            var rows = await Load(sql, keys);
            return new OrderRows(rows, goOn);
        });

    /// <summary>Every text that a list can send, for those who look at the plans.</summary>
    internal static IEnumerable<(string Name, string Text)> Texts(Dialect dialect)
    {
        yield return ("looks", SourceSql.Stand(dialect));
        yield return ("begun", SourceSql.Begun);
        foreach (var source in new[] { Word, Product, User, Status, Time, StatusTotal, Total })
        {
            var name = $"{source.Table} {source.Key} {source.Value}";
            yield return (name + " count", source.Count);
            foreach (var down in new[] { true, false })
            {
                yield return (name + " page", source.Page(down, 1));
                yield return (name + " whole by time", source.Whole(dialect, byTotal: false, down));
                yield return (name + " whole by total", source.Whole(dialect, byTotal: true, down));
            }
        }
    }

    /// <summary>The orders of these keys, in their order.</summary>
    internal static async ValueTask<List<(Order Order, long Value)>> Load(Sql sql, List<(long Value, string OrderId)> keys)
    {
        object?[] ids = [keys.Select(key => key.OrderId).ToArray()];
        var parts = (
            await sql.Query(
                $"SELECT {OrderSql.PartColumns}, order_id FROM fulfilments WHERE {sql.Dialect.In("order_id", 1)}",
                row => (OrderId: row.GetString(6), Part: OrderSql.MapPart(row, 0)),
                ids
            )
        ).ToLookup(part => part.OrderId, part => part.Part, StringComparer.Ordinal);
        var orders = (
            await sql.Query(
                $"SELECT {OrderSql.OrderColumns} FROM orders o WHERE {sql.Dialect.In("o.order_id", 1)}",
                row => OrderSql.Map(row, [.. parts[row.GetString(0)]]),
                ids
            )
        ).ToDictionary(order => order.Id, StringComparer.Ordinal);
        return keys.ConvertAll(key => (orders[key.OrderId], key.Value));
    }

    private static async ValueTask<(List<(long Value, string OrderId)> Keys, (long Value, string OrderId)? GoOn)> Keys(
        Sql sql,
        OrderFilter filter,
        int limit
    )
    {
        var (byTotal, descending) = Sorts[filter.Sort];
        var asked = filter.UserId is null && filter.Text is not null ? OrderWords.Typed(filter.Text) : null;
        var begun = asked?.Beginning is { } beginning ? await Begun(sql, beginning) : [];
        if (asked is not null && (asked.Beginning is null ? asked.Words.Count : begun.Count) == 0)
        {
            return ([], null);
        }

        var keyed = Keyed(filter, asked, begun);
        (SourceSql Source, IReadOnlyList<string> Keys) walked =
            byTotal ? (filter.Status is null ? (Total, [string.Empty]) : (StatusTotal, [filter.Status]))
            : keyed.Count > 0 ? keyed[0]
            : (Time, [string.Empty]);
        var (from, to) = byTotal ? Totals(filter) : Times(filter);
        (from, to) =
            filter.After is not { } after ? (from, to)
            : descending ? (from, Min(to, after))
            : (Max(from, after), to);
        if (!Looks(filter, keyed, walked.Keys[0].Length > 0, asked))
        {
            return Cut(await Page(sql, walked, descending, limit + 1, from, to), limit);
        }

        object?[] looks = LooksOf(filter, asked, begun, limit + 1);
        foreach (var (source, keys) in Small(filter, keyed))
        {
            var (low, high) = source == Total ? Totals(filter) : Times(filter);
            if (await IsSmall(sql, source, keys, low, high))
            {
                var text = source.Whole(sql.Dialect, byTotal, descending);
                return Cut(
                    await OfEach(keys, descending, limit + 1, key => sql.Query(text, MapKey, [.. Key(key, low, high), .. looks])),
                    limit
                );
            }
        }

        var stand = SourceSql.Stand(sql.Dialect);
        return await Walked(
            descending,
            limit,
            (rows, last) =>
                last is not { } key ? Page(sql, walked, descending, rows, from, to)
                : descending ? Page(sql, walked, descending, rows, from, key)
                : Page(sql, walked, descending, rows, key, to),
            ids => sql.Query(stand, row => row.GetString(0), [ids, .. looks[2..^1]])
        );
    }

    /// <summary>The first rows of a range, of as many keys as one condition stands for.</summary>
    // The ends of ids are words too: of a large shop they alone would be the first that begin like "de". What goes on with another letter
    // than theirs is looked for by itself.
    private static async ValueTask<List<string>> Begun(Sql sql, string beginning)
    {
        var begun = await Range(beginning);
        if (begun.Count == OrderWords.BegunMax && OrderWords.MayBeginId(beginning))
        {
            begun = [.. begun.Union(await Range(beginning + OrderWords.AfterIds), StringComparer.Ordinal)];
        }

        return begun;

        ValueTask<List<string>> Range(string from) => sql.Query(SourceSql.Begun, row => row.GetString(0), [from, beginning + AfterAll]);
    }

    private static ValueTask<List<(long Value, string OrderId)>> Page(
        Sql sql,
        (SourceSql Source, IReadOnlyList<string> Keys) walked,
        bool descending,
        int rows,
        (long Value, string Id) low,
        (long Value, string Id) high
    )
    {
        var text = walked.Source.Page(descending, rows);
        return OfEach(walked.Keys, descending, SourceSql.Rows(rows), key => sql.Query(text, MapKey, Key(key, low, high)));
    }

    /// <summary>The first of several sorted lists, an order that is in more than one of them once.</summary>
    private static async ValueTask<List<(long Value, string OrderId)>> OfEach(
        IReadOnlyList<string> keys,
        bool descending,
        int rows,
        Func<string, ValueTask<List<(long Value, string OrderId)>>> list
    )
    {
        if (keys is [var only])
        {
            return await list(only);
        }

        var all = new HashSet<(long Value, string OrderId)>();
        foreach (var key in keys)
        {
            all.UnionWith(await list(key));
        }

        var sorted = all.ToList();
        sorted.Sort((one, other) => descending ? Compare(other, one) : Compare(one, other));
        return sorted.Count > rows ? sorted[..rows] : sorted;
    }

    private static async ValueTask<bool> IsSmall(
        Sql sql,
        SourceSql source,
        IReadOnlyList<string> keys,
        (long Value, string Id) low,
        (long Value, string Id) high
    )
    {
        var met = 0L;
        foreach (var key in keys)
        {
            met += await sql.Number(source.Count, Key(key, low, high));
            if (met > LooksMax)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Walks an index and looks at what it meets, a few first and more after them, until the page is full or <see cref="LooksMax"/> were
    /// looked at:
    /// where the conditions often meet, a page costs little more than one without them.
    /// </summary>
    internal static async ValueTask<(List<(long Value, string OrderId)> Keys, (long Value, string OrderId)? GoOn)> Walked(
        bool descending,
        int limit,
        Func<int, (long Value, string OrderId)?, ValueTask<List<(long Value, string OrderId)>>> next,
        Func<string[], ValueTask<List<string>>> stand
    )
    {
        var found = new List<(long Value, string OrderId)>();
        (long Value, string OrderId)? last = null;
        for (var (looked, rows) = (0, SourceSql.SmallPage); looked < LooksMax; rows = Limits.PageItemsMax)
        {
            var met = await next(rows, last);
            var standing = (await stand([.. met.Select(key => key.OrderId)])).ToHashSet(StringComparer.Ordinal);
            found.AddRange(met.Where(key => standing.Contains(key.OrderId)));
            if (found.Count > limit || met.Count < SourceSql.Rows(rows))
            {
                return Cut(found, limit);
            }

            last = met[^1];
            looked += met.Count;
        }

        return (found, last);
    }

    /// <summary>The conditions that have an index by themselves, those likely to pick fewest orders first.</summary>
    private static List<(SourceSql Source, IReadOnlyList<string> Keys)> Keyed(OrderFilter filter, AskedWords? asked, List<string> begun)
    {
        List<(SourceSql, IReadOnlyList<string>)> keyed =
        [
            .. asked?.Words.OrderByDescending(word => word.Length).Select(word => (Word, (IReadOnlyList<string>)[word])) ?? [],
        ];
        if (begun.Count > 0)
        {
            keyed.Add((Word, begun));
        }

        foreach (var (source, key) in new[] { (User, filter.UserId), (Product, filter.ProductId), (Status, filter.Status) })
        {
            if (key is not null)
            {
                keyed.Add((source, [key]));
            }
        }

        return keyed;
    }

    /// <summary>Those, and the ranges, each of which may hold few orders.</summary>
    private static List<(SourceSql Source, IReadOnlyList<string> Keys)> Small(
        OrderFilter filter,
        List<(SourceSql Source, IReadOnlyList<string> Keys)> keyed
    )
    {
        if (filter.MinTotalMilli is not null || filter.MaxTotalMilli is not null)
        {
            keyed.Add((Total, [string.Empty]));
        }

        if (filter.FromMs is not null || filter.ToMs is not null)
        {
            keyed.Add((Time, [string.Empty]));
        }

        return keyed;
    }

    /// <summary>Whether anything is asked that the walked index does not say by itself.</summary>
    private static bool Looks(
        OrderFilter filter,
        List<(SourceSql Source, IReadOnlyList<string> Keys)> keyed,
        bool walksKey,
        AskedWords? asked
    ) =>
        keyed.Count > (walksKey ? 1 : 0)
        || asked?.OrderId is not null
        || (filter.UserId is not null && filter.Text is not null)
        || filter.Currency is not null
        || (
            Sorts[filter.Sort].ByTotal
                ? filter.FromMs is not null || filter.ToMs is not null
                : filter.MinTotalMilli is not null || filter.MaxTotalMilli is not null
        );

    /// <summary>The arguments of what is looked up, as <see cref="SourceSql"/> numbers them.</summary>
    private static object?[] LooksOf(OrderFilter filter, AskedWords? asked, List<string> begun, int limit)
    {
        var (times, totals) = (Times(filter), Totals(filter));
        var (afterValue, afterId) = filter.After ?? (Sorts[filter.Sort].Descending ? (long.MaxValue, Last) : (long.MinValue, First));
        return
        [
            afterValue,
            afterId,
            times.From.Value,
            times.To.Value,
            totals.From.Value,
            totals.To.Value,
            filter.Currency ?? string.Empty,
            filter.UserId ?? string.Empty,
            filter.Status ?? string.Empty,
            filter.ProductId ?? string.Empty,
            filter.UserId is null || filter.Text is null ? string.Empty : "%" + Escape(filter.Text) + "%",
            asked?.OrderId ?? string.Empty,
            asked?.Words.ToArray() ?? [],
            begun.ToArray(),
            limit,
        ];
    }

    internal static (List<(long Value, string OrderId)> Keys, (long Value, string OrderId)? GoOn) Cut(
        List<(long Value, string OrderId)> found,
        int limit
    ) => found.Count > limit ? (found[..limit], found[limit - 1]) : (found, null);

    /// <summary>From after a time to before one, as bounds of index keys.</summary>
    private static ((long Value, string) From, (long Value, string) To) Times(OrderFilter filter) =>
        (((filter.FromMs ?? 0) - 1, Last), (filter.ToMs ?? long.MaxValue, First));

    private static ((long Value, string) From, (long Value, string) To) Totals(OrderFilter filter) =>
        (((filter.MinTotalMilli ?? 0) - 1, Last), (filter.MaxTotalMilli is { } most and < long.MaxValue ? most + 1 : long.MaxValue, First));

    private static (long, string) Min((long, string) one, (long, string) other) => Compare(one, other) <= 0 ? one : other;

    private static (long, string) Max((long, string) one, (long, string) other) => Compare(one, other) >= 0 ? one : other;

    private static int Compare((long Value, string Id) one, (long Value, string Id) other) =>
        one.Value != other.Value ? one.Value.CompareTo(other.Value) : string.CompareOrdinal(one.Id, other.Id);

    private static object?[] Key(string key, (long Value, string Id) low, (long Value, string Id) high) =>
        [low.Value, low.Id, high.Value, high.Id, key];

    private static (long Value, string OrderId) MapKey(System.Data.Common.DbDataReader row) => (row.GetInt64(0), row.GetString(1));

    private static string Escape(string text) =>
        text.ToLowerInvariant()
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
}
