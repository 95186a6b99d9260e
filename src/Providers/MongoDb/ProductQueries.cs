// What a list asks, as MongoDB is asked: filters on members that have an index, words as members of a list, pages by key.
using System.Globalization;
using System.Text.RegularExpressions;
using Cartwright.Catalog;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts;
using Cartwright.Kernel;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

/// <summary>Filters and orders of one query.</summary>
internal sealed class ProductQueries(FoldedWords words)
{
    /// <summary>A rank of SQL's: where the words stand, and within that how well it sells and the length of the name. One search a place
    /// keeps each within an index.</summary>
    public const int TierRank = 100_000;

    /// <summary>Between levels of sales; above every length of a name.</summary>
    public const int LevelRank = 1_000;

    /// <summary>Makes a place within a tier no less than 0.</summary>
    public const long PlaceMin = (long)LevelRank * SalesLevel.Max;

    /// <summary>Places in which words may stand, the best first.</summary>
    public static IReadOnlyList<string> Tiers { get; } = [Names.WordsName, Names.WordsHead, Names.WordsAll];

    /// <summary>Products of this list, whatever their place in it; null when no product can be.</summary>
    /// <param name="labelled">Parents of the variants that bear what staff typed.</param>
    public BsonDocument? Base(ProductQuery query, IReadOnlyList<string> labelled)
    {
        var all = new BsonArray { new BsonDocument(Names.Deleted, false) };
        if (query.Staff is { } staff)
        {
            all.AddRange(Of(staff));
        }
        else
        {
            all.Add(new BsonDocument(Names.OfShop(Names.Withheld), new BsonDocument("$ne", true)));
        }

        if (query.Staff?.Ids is null)
        {
            all.Add(new BsonDocument(Names.ParentId, query.ParentId is null ? BsonNull.Value : query.ParentId));
        }

        if (query.Q is not null)
        {
            if (SearchText.Of(query.Q).Words.Count == 0)
            {
                return null;
            }

            var words = Match(query.Q, Names.WordsAll);
            if (query.Staff is null)
            {
                all.AddRange(words);
            }
            else
            {
                // Whoever has a label in the hand types what stands on it; of a variant it finds the parent.
                all.Add(
                    new BsonDocument(
                        "$or",
                        new BsonArray
                        {
                            new BsonDocument("$and", new BsonArray(words)),
                            new BsonDocument(Names.Id, new BsonDocument("$in", new BsonArray(labelled.Prepend(query.Q)))),
                            new BsonDocument(Names.Sku, query.Q),
                            new BsonDocument(Names.Barcode, query.Q),
                        }
                    )
                );
            }
        }

        return new BsonDocument("$and", all);
    }

    /// <summary>Variants that bear what staff typed as their id, number or barcode; null where nobody asks.</summary>
    public static BsonDocument? Labelled(ProductQuery query) =>
        query is { Staff: not null, Q: { } typed }
            ? new BsonDocument
            {
                [Names.Deleted] = false,
                [Names.ParentId] = new BsonDocument("$exists", true),
                ["$or"] = new BsonArray
                {
                    new BsonDocument(Names.Id, typed),
                    new BsonDocument(Names.Sku, typed),
                    new BsonDocument(Names.Barcode, typed),
                },
            }
            : null;

    // What was written before there was a status has none, and is for sale.
    private static IEnumerable<BsonDocument> Of(StaffQuery staff)
    {
        if (staff.Ids is { } ids)
        {
            yield return new(Names.Id, new BsonDocument("$in", new BsonArray(ids)));
        }

        if (staff.Status is { } status)
        {
            yield return status == ProductStatus.Active
                ? new(Names.Status, new BsonDocument("$in", new BsonArray { status, BsonNull.Value }))
                : new(Names.Status, status);
        }

        if (staff.TaxClass is { } taxClass)
        {
            yield return taxClass == TaxClasses.Standard
                ? new(Names.TaxClass, new BsonDocument("$in", new BsonArray { taxClass, BsonNull.Value }))
                : new(Names.TaxClass, taxClass);
        }
    }

    /// <summary>The words of a text, all of which must stand in a part; the last may be a beginning.</summary>
    public IEnumerable<BsonDocument> Match(string typed, string part)
    {
        var member = Names.OfWords(part);
        var typedWords = SearchText.Of(typed).Words;
        for (var i = 0; i < typedWords.Count; i++)
        {
            var folded = words.Of(typedWords[i]);
            for (var j = 0; j < folded.Count; j++)
            {
                var last = i == typedWords.Count - 1 && j == folded.Count - 1;
                yield return new BsonDocument(
                    member,
                    last ? new BsonRegularExpression("^" + Regex.Escape(folded[j])) : (BsonValue)folded[j]
                );
            }
        }
    }

    public static BsonDocument Category(ProductQuery query) =>
        query.Category is null ? [] : new("$or", new BsonArray(query.Paths.SelectMany(InCategory)));

    /// <summary>In a category or below it: each a part of an "or". MongoDB compares text by its bytes.</summary>
    public static IEnumerable<BsonDocument> InCategory(string path)
    {
        var (from, to) = CategoryPath.Below(path);
        return [new(Names.Category, path), new(Names.Category, new BsonDocument { ["$gte"] = from, ["$lt"] = to })];
    }

    public static BsonDocument Vendor(ProductQuery query) => query.VendorId is null ? [] : new(Names.VendorId, query.VendorId);

    public static BsonDocument Stock(ProductQuery query) => query.InStock is { } stock ? new(Names.OfShop(Names.InStock), stock) : [];

    public static BsonDocument Price(ProductQuery query)
    {
        var bounds = new BsonDocument();
        if (query.MinMilli > 0)
        {
            bounds["$gte"] = query.MinMilli;
        }

        if (query.MaxMilli < long.MaxValue)
        {
            bounds["$lte"] = query.MaxMilli;
        }

        return bounds.ElementCount == 0 ? [] : new(Names.OfShop(Names.PriceMilli), bounds);
    }

    /// <summary>All of these, the empty ones left out.</summary>
    public static BsonDocument All(params IEnumerable<BsonDocument> some) =>
        new("$and", new BsonArray(some.Where(one => one.ElementCount > 0).DefaultIfEmpty([])));

    /// <summary>The member that a list is sorted by, and whether downwards.</summary>
    public static (string Member, bool Down) Order(ProductSort sort) =>
        sort switch
        {
            ProductSort.Relevance => (Names.OfShop(Names.NameChars), false),
            ProductSort.Best => (Names.OfShop(Names.Sold), true),
            ProductSort.Price => (Names.OfShop(Names.PriceMilli), false),
            ProductSort.PriceDown => (Names.OfShop(Names.PriceMilli), true),
            ProductSort.Name => (Names.OfShop(Names.NameKey), false),
            ProductSort.NameDown => (Names.OfShop(Names.NameKey), true),
            _ => (Names.OfShop(Names.Number), true),
        };

    /// <summary>What stands behind a key.</summary>
    public static BsonDocument Behind(string member, bool down, BsonValue key, long number)
    {
        var (than, numbers) = (down ? "$lt" : "$gt", Names.OfShop(Names.Number));
        return new(
            "$or",
            new BsonArray
            {
                new BsonDocument(member, new BsonDocument(than, key)),
                new BsonDocument { [member] = key, [numbers] = new BsonDocument(than, number) },
            }
        );
    }

    public static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
