// Lists of products in MongoDB: pages by every order, search, and what a list can be narrowed by.
using System.Globalization;
using Cartwright.Catalog;
using Cartwright.Kernel;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Reads lists for <see cref="MongoProductStore"/>.</summary>
internal sealed class MongoProductLists(MongoCalls calls, ProductDocuments documents, ProductQueries queries, Database database)
{
    /// <inheritdoc cref="IProductStore.List"/>
    public async ValueTask<IReadOnlyList<ListedProduct>> List(ProductQuery query, string[]? after, int count)
    {
        if (queries.Base(query, await Labelled(query)) is not { } every)
        {
            return [];
        }

        var filter = ProductQueries.All(
            every,
            ProductQueries.Category(query),
            ProductQueries.Vendor(query),
            ProductQueries.Stock(query),
            ProductQueries.Price(query)
        );
        // What a label finds has no place among words.
        return query switch
        {
            { Sort: ProductSort.Relevance, Q: { } typed, Staff: null } => await ByRank(typed, filter, after, count),
            { Sort: ProductSort.Best } => await ByBest(filter, after, count),
            _ => await ByKey(query.Sort, filter, after, count),
        };
    }

    // What sold, and then what did not, which has no such member.
    private async Task<IReadOnlyList<ListedProduct>> ByBest(BsonDocument filter, string[]? after, int count)
    {
        var (member, _) = ProductQueries.Order(ProductSort.Best);
        var ends = after is not null && ProductQueries.Whole(after[0]) == 0;
        var rows = new List<ListedProduct>();
        if (!ends)
        {
            rows.AddRange(
                await ByKey(
                    ProductSort.Best,
                    ProductQueries.All(filter, new BsonDocument(member, new BsonDocument("$gt", 0L))),
                    after,
                    count
                )
            );
        }

        if (rows.Count < count)
        {
            var unsold = ProductQueries.All(
                filter,
                new BsonDocument(member, BsonNull.Value),
                ends ? new BsonDocument(Names.OfShop(Names.Number), new BsonDocument("$lt", ProductQueries.Whole(after![1]))) : []
            );
            var found = await documents.Find(unsold, new BsonDocument(Names.OfShop(Names.Number), -1), count - rows.Count);
            rows.AddRange(await Listed(found, _ => "0"));
        }

        return rows;
    }

    private async Task<IReadOnlyList<string>> Labelled(ProductQuery query) =>
        ProductQueries.Labelled(query) is not { } filter
            ? []
            : (await documents.Find(filter, null, ProductQuery.IdsMax)).ConvertAll(variant => variant.Product.ParentId!);

    /// <inheritdoc cref="IProductStore.Facets"/>
    public async ValueTask<ProductFacets> Facets(ProductQuery query)
    {
        if (queries.Base(query, await Labelled(query)) is not { } every)
        {
            return ProductFacets.None;
        }

        var (category, vendor, price, stock) = (
            ProductQueries.Category(query),
            ProductQueries.Vendor(query),
            ProductQueries.Price(query),
            ProductQueries.Stock(query)
        );
        var milli = "$" + Names.OfShop(Names.PriceMilli);
        BsonDocument[] pipeline =
        [
            new("$match", every),
            new(
                "$facet",
                new BsonDocument
                {
                    ["total"] = Counted(category, vendor, price, stock),
                    ["stocked"] = Counted(category, vendor, price, new(Names.OfShop(Names.InStock), true)),
                    ["prices"] = new BsonArray
                    {
                        Matched(category, vendor, stock),
                        new BsonDocument(
                            "$group",
                            new BsonDocument
                            {
                                ["_id"] = BsonNull.Value,
                                ["low"] = new BsonDocument("$min", milli),
                                ["high"] = new BsonDocument("$max", milli),
                            }
                        ),
                    },
                    ["categories"] = Valued(Names.Category, ProductFacets.PathsMax, vendor, price, stock),
                    ["vendors"] = Valued(Names.VendorId, ProductFacets.ValuesMax, category, price, stock),
                }
            ),
        ];
        var facets = await calls.Run(async stop =>
        {
            using var cursor = await calls.Products.AggregateAsync<BsonDocument>(pipeline, cancellationToken: stop);
            return await cursor.SingleAsync(stop);
        });
        var names = await VendorNames(facets["vendors"].AsBsonArray.Select(vendor => vendor["_id"].AsString));
        var prices = facets["prices"].AsBsonArray.FirstOrDefault()?.AsBsonDocument;
        return ProductFacets.Of(
            Number(facets["total"]),
            facets["categories"].AsBsonArray.Select(value => (value["_id"].AsString, value["n"].ToInt64())),
            facets["vendors"]
                .AsBsonArray.Select(value => (value["_id"].AsString, names.GetValueOrDefault(value["_id"].AsString), value["n"].ToInt64())),
            prices?["low"].ToInt64(),
            prices?["high"].ToInt64(),
            Number(facets["stocked"])
        );
    }

    /// <summary>Products with the names of their vendors.</summary>
    public async Task<List<CatalogProduct>> Named(List<Held> found)
    {
        var names = await VendorNames(found.Select(held => held.Product.VendorId));
        return found.ConvertAll(held => held.Product with { VendorName = names.GetValueOrDefault(held.Product.VendorId) });
    }

    private async Task<IReadOnlyList<ListedProduct>> ByKey(ProductSort sort, BsonDocument filter, string[]? after, int count)
    {
        var (member, down) = ProductQueries.Order(sort);
        var named = sort is ProductSort.Name or ProductSort.NameDown;
        if (after is not null)
        {
            filter = ProductQueries.All(
                filter,
                ProductQueries.Behind(member, down, named ? after[0] : ProductQueries.Whole(after[0]), ProductQueries.Whole(after[1]))
            );
        }

        var found = await documents.Find(filter, Sorted(member, down), count);
        return await Listed(
            found,
            held =>
                sort switch
                {
                    ProductSort.Price or ProductSort.PriceDown => Text(
                        ProductSql.Milli(held.Product.At(held.Product.UpdatedMs).PriceMinor, held.Product.Currency)
                    ),
                    ProductSort.Best => Text(held.Sold),
                    ProductSort.Name or ProductSort.NameDown => held.NameKey,
                    _ => Text(held.Product.Number),
                }
        );
    }

    private async Task<IReadOnlyList<ListedProduct>> ByRank(string typed, BsonDocument filter, string[]? after, int count)
    {
        var (member, down) = ProductQueries.Order(ProductSort.Relevance);
        var rank = after is null ? 0 : ProductQueries.Whole(after[0]);
        var rows = new List<ListedProduct>();
        for (var tier = (int)(rank / ProductQueries.TierRank); tier < ProductQueries.Tiers.Count && rows.Count < count; tier++)
        {
            var within = new List<BsonDocument> { filter, ProductQueries.All(queries.Match(typed, ProductQueries.Tiers[tier])) };
            if (tier > 0)
            {
                within.Add(new("$nor", new BsonArray { ProductQueries.All(queries.Match(typed, ProductQueries.Tiers[tier - 1])) }));
            }

            if (after is not null && tier == rank / ProductQueries.TierRank)
            {
                within.Add(
                    ProductQueries.Behind(
                        member,
                        down,
                        (rank % ProductQueries.TierRank) - ProductQueries.PlaceMin,
                        ProductQueries.Whole(after[1])
                    )
                );
            }

            var place = (tier * ProductQueries.TierRank) + ProductQueries.PlaceMin;
            var found = await documents.Find(ProductQueries.All(within), Sorted(member, down), count - rows.Count);
            rows.AddRange(await Listed(found, held => Text(place + held.Place)));
        }

        return rows;
    }

    private async Task<List<ListedProduct>> Listed(List<Held> found, Func<Held, string> key)
    {
        var named = await Named(found);
        return [.. found.Zip(named, (held, product) => new ListedProduct(product, [key(held), Text(product.Number)]))];
    }

    private async Task<Dictionary<string, string>> VendorNames(IEnumerable<string> vendorIds)
    {
        string[] ids = [.. vendorIds.Distinct(StringComparer.Ordinal)];
        return ids.Length == 0
            ? []
            : (await database.Read(sql => ProductSql.VendorNames(sql, ids))).ToDictionary(
                vendor => vendor.VendorId,
                vendor => vendor.Name,
                StringComparer.Ordinal
            );
    }

    private static BsonDocument Sorted(string member, bool down)
    {
        var way = down ? -1 : 1;
        var sort = new BsonDocument(member, way);
        sort[Names.OfShop(Names.Number)] = way;
        return sort;
    }

    private static BsonDocument Matched(params BsonDocument[] some) => new("$match", ProductQueries.All(some));

    private static BsonArray Counted(params BsonDocument[] some) => [Matched(some), new BsonDocument("$count", "n")];

    private static BsonArray Valued(string member, int max, params BsonDocument[] some) =>
        [
            Matched(some),
            new BsonDocument("$group", new BsonDocument { ["_id"] = "$" + member, ["n"] = new BsonDocument("$sum", 1) }),
            new BsonDocument("$sort", new BsonDocument { ["n"] = -1, ["_id"] = 1 }),
            new BsonDocument("$limit", max),
        ];

    private static long Number(BsonValue counted) => counted.AsBsonArray.FirstOrDefault()?["n"].ToInt64() ?? 0;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
