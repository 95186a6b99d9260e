// The SQL of lists: filters, orders, pages by key, and facets.
using System.Globalization;
using System.Text;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Selling;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class ProductListSql
{
    // A hit in the name comes before one in category or attributes, that before one in the description; among equals what sells better,
    // then the shorter name, which says more exactly what was asked. Unlike a statistical rank this stays the same while products are
    // added, so pages never repeat or skip.
    private static string Rank(string inName, string inHead) =>
        $"(CASE WHEN {inName} THEN 0 WHEN {inHead} THEN {TierRank} ELSE {2 * TierRank} END "
        + $"+ {LevelRank} * ({SalesLevel.Max} - COALESCE(s.level, 0)) + LENGTH(p.name))";

    /// <summary>Between places in which words may stand; above every level.</summary>
    public const int TierRank = 100_000;

    /// <summary>Between levels of sales; above every length of a name.</summary>
    public const int LevelRank = 1_000;

    private const string Selling = " JOIN product_sold s ON s.product_id = p.product_id";

    /// <summary>Up to <paramref name="count"/> rows after a key, each with its own key.</summary>
    public static async ValueTask<List<ListedProduct>> Page(Sql sql, ProductQuery query, string[]? after, int count)
    {
        if (query.Sort != ProductSort.Best)
        {
            return await Rows(sql, query, after, count);
        }

        // What sold, off its own index, and then what did not, as it is without sales: no sale writes a product.
        var ends = after is not null && Whole(after[0]) == 0;
        var rows = ends ? [] : await Rows(sql, query, after, count);
        if (rows.Count < count)
        {
            rows.AddRange(await Rows(sql, query, ends ? after : null, count - rows.Count, unsold: true));
        }

        return rows;
    }

    private static async ValueTask<List<ListedProduct>> Rows(Sql sql, ProductQuery query, string[]? after, int count, bool unsold = false)
    {
        var args = new Arguments();
        var where = new StringBuilder(Base(query, args));
        var rank = "0";
        if (query.Q is { } typed)
        {
            var search = SearchText.Of(typed);
            if (search.Words.Count == 0)
            {
                return [];
            }

            where.Append(CultureInfo.InvariantCulture, $" AND {Found(sql.Dialect, query, search, args)}");
            if (query.Sort == ProductSort.Relevance)
            {
                rank = Rank(Match(sql.Dialect, search, Part.Name, args), Match(sql.Dialect, search, Part.Head, args));
            }
        }

        where.Append(query.Category is null ? string.Empty : $" AND {InCategory(sql.Dialect, query, "p", args)}");
        where.Append(query.VendorId is { } vendor ? $" AND p.vendor_id = {args.Add(vendor)}" : string.Empty);
        where.Append(
            CultureInfo.InvariantCulture,
            $" AND p.price_milli >= {args.Add(query.MinMilli)} AND p.price_milli <= {args.Add(query.MaxMilli)}"
        );
        where.Append(query.InStock is { } stock ? $" AND p.in_stock = {args.Add(stock)}" : string.Empty);

        var best = query.Sort == ProductSort.Best && !unsold;
        where.Append(
            best ? " AND s.sold > 0"
            : unsold ? " AND NOT EXISTS (SELECT 1 FROM product_sold s WHERE s.product_id = p.product_id AND s.sold > 0)"
            : string.Empty
        );
        var down = query.Sort is ProductSort.Newest or ProductSort.Best or ProductSort.PriceDown or ProductSort.NameDown;
        var named = query.Sort is ProductSort.Name or ProductSort.NameDown;
        var key = query.Sort switch
        {
            ProductSort.Relevance => rank,
            ProductSort.Best => unsold ? "0" : "s.sold",
            ProductSort.Price or ProductSort.PriceDown => "p.price_milli",
            ProductSort.Name or ProductSort.NameDown => "p.name_key",
            _ => "p.number",
        };

        // The product's number, from where the index of the order has it.
        var number = best ? "s.number" : "p.number";
        if (after is not null)
        {
            var first = args.Add(named ? after[0] : Whole(after[0]));
            var second = args.Add(Whole(after[1]));
            where.Append(CultureInfo.InvariantCulture, $" AND ({key}, {number}) {(down ? '<' : '>')} ({first}, {second})");
        }

        var from =
            ProductSql.From
            + (
                best ? Selling
                : rank != "0" ? " LEFT" + Selling
                : string.Empty
            );
        var order = down ? "DESC" : "ASC";
        var text =
            $"SELECT {ProductSql.Columns}, {key} {from} WHERE {where} ORDER BY {(unsold ? string.Empty : $"{key} {order}, ")}"
            + $"{number} {order} LIMIT {args.Add((long)count)}";
        return await sql.Query(
            text,
            row =>
            {
                var product = ProductSql.Map(row);
                var own = named
                    ? row.GetString(ProductSql.ColumnsCount)
                    : Convert
                        .ToInt64(row.GetValue(ProductSql.ColumnsCount), CultureInfo.InvariantCulture)
                        .ToString(CultureInfo.InvariantCulture);
                return new ListedProduct(product, [own, product.Number.ToString(CultureInfo.InvariantCulture)]);
            },
            args.Values
        );
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>All facets in one statement, over what matches text and parent.</summary>
    public static async ValueTask<ProductFacets> Facets(Sql sql, ProductQuery query)
    {
        var args = new Arguments();
        var where = new StringBuilder(Base(query, args));
        if (query.Q is { } typed)
        {
            var search = SearchText.Of(typed);
            if (search.Words.Count == 0)
            {
                return ProductFacets.None;
            }

            where.Append(CultureInfo.InvariantCulture, $" AND {Found(sql.Dialect, query, search, args)}");
        }

        var category = query.Category is null ? "1 = 1" : InCategory(sql.Dialect, query, "b", args);
        var vendor = query.VendorId is { } v ? $"b.vendor_id = {args.Add(v)}" : "1 = 1";
        var price = $"b.price_milli >= {args.Add(query.MinMilli)} AND b.price_milli <= {args.Add(query.MaxMilli)}";
        var stock = query.InStock is { } s ? $"b.in_stock = {args.Add(s)}" : "1 = 1";
        var rows = await sql.Query(
            $"""
            WITH b AS (SELECT p.category, p.vendor_id, p.price_milli, p.in_stock FROM products p WHERE {where})
            SELECT 0 AS kind, NULL AS value, NULL AS label, COUNT(*) AS units, 0 AS low, 0 AS high FROM b WHERE {category} AND {vendor} AND {price} AND {stock}
            UNION ALL SELECT 1, NULL, NULL, COUNT(*), 0, 0 FROM b WHERE {category} AND {vendor} AND {price} AND b.in_stock = 1
            UNION ALL SELECT 2, NULL, NULL, COUNT(*), MIN(b.price_milli), MAX(b.price_milli) FROM b WHERE {category} AND {vendor} AND {stock}
            UNION ALL SELECT 3, b.category, NULL, COUNT(*), 0, 0 FROM b WHERE {vendor} AND {price} AND {stock} GROUP BY b.category
            UNION ALL SELECT 4, b.vendor_id, n.name, COUNT(*), 0, 0 FROM b LEFT JOIN vendors n ON n.vendor_id = b.vendor_id WHERE {category} AND {price} AND {stock} GROUP BY b.vendor_id, n.name
            """,
            row =>
                (
                    Kind: row.GetInt64(0),
                    Value: row.IsDBNull(1) ? null : row.GetString(1),
                    Label: row.IsDBNull(2) ? null : row.GetString(2),
                    Count: row.GetInt64(3),
                    Low: row.IsDBNull(4) ? (long?)null : row.GetInt64(4),
                    High: row.IsDBNull(5) ? (long?)null : row.GetInt64(5)
                ),
            args.Values
        );
        return ProductFacets.Of(
            rows.First(r => r.Kind == 0).Count,
            rows.Where(r => r.Kind == 3).Select(r => (r.Value!, r.Count)),
            rows.Where(r => r.Kind == 4).Select(r => (r.Value!, r.Label, r.Count)),
            rows.First(r => r.Kind == 2).Low,
            rows.First(r => r.Kind == 2).High,
            rows.First(r => r.Kind == 1).Count
        );
    }

    // Its own path as an equality, so that the list of a category without others below it is read off an index in order.
    private static string InCategory(Dialect dialect, ProductQuery query, string table, Arguments args)
    {
        var column = ProductPlaceSql.Path(dialect, table + ".category");
        var any = query.Paths.Select(path => $"{column} = {args.Add(path)}");
        if (query.HasBelow)
        {
            any = any.Concat(
                query.Paths.Select(path =>
                {
                    var (from, to) = CategoryPath.Below(path);
                    return $"({column} >= {args.Add(from)} AND {column} < {args.Add(to)})";
                })
            );
        }

        return $"({string.Join(" OR ", any.ToArray())})";
    }

    // What the list is of at all: what is for sale, or what staff asks for.
    private static string Base(ProductQuery query, Arguments args)
    {
        var staff = query.Staff;
        var where = new StringBuilder(staff is null ? "p.for_sale = 1" : "p.deleted = 0");
        if (staff?.Ids is { } ids)
        {
            where.Append(CultureInfo.InvariantCulture, $" AND p.product_id IN ({string.Join(", ", ids.Select(args.Add))})");
        }
        else
        {
            where.Append(query.ParentId is null ? " AND p.parent_id IS NULL" : $" AND p.parent_id = {args.Add(query.ParentId)}");
        }

        where.Append(staff?.Status is { } status ? $" AND p.status = {args.Add(status)}" : string.Empty);
        where.Append(staff?.TaxClass is { } taxClass ? $" AND p.tax_class = {args.Add(taxClass)}" : string.Empty);
        return where.ToString();
    }

    private static string Found(Dialect dialect, ProductQuery query, SearchText search, Arguments args)
    {
        var words = Match(dialect, search, Part.All, args);
        if (query.Staff is null)
        {
            return words;
        }

        // Whoever has a label in the hand types what stands on it.
        var typed = args.Add(query.Q);
        return $"""
            ({words} OR p.number IN (SELECT n.number FROM products n WHERE n.deleted = 0 AND (n.product_id = {typed} OR n.sku = {typed} OR n.barcode = {typed}))
            OR p.product_id IN (SELECT n.parent_id FROM products n
                WHERE n.deleted = 0 AND n.parent_id IS NOT NULL AND (n.product_id = {typed} OR n.sku = {typed} OR n.barcode = {typed})))
            """;
    }

    private static string Match(Dialect dialect, SearchText search, Part part, Arguments args)
    {
        args.Add(search.Query(dialect, part));
        return SearchText.Matches(dialect, args.Values.Length);
    }

    // Values never stand in the text: a statement is prepared once a text.
    private sealed class Arguments
    {
        private readonly List<object?> values = [];

        public object?[] Values => [.. values];

        public string Add(object? value)
        {
            values.Add(value);
            return "$" + values.Count.ToString(CultureInfo.InvariantCulture);
        }
    }
}
