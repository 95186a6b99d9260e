// The layout of a product's document, both ways. What cannot be right is said, never guessed.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

/// <summary>Thrown while a document is read that no write of ours can have left.</summary>
internal sealed class DamagedProduct(string why) : Exception(why);

internal sealed class ProductDocument(FoldedWords words)
{
    /// <summary>The whole document.</summary>
    public BsonDocument Make(Held held)
    {
        var product = held.Product;
        var document = new BsonDocument
        {
            [Names.Id] = product.ProductId,
            [Names.Name] = product.Name,
            [Names.Description] = product.Description,
            [Names.Price] = new BsonDecimal128(Currencies.ToMajor(product.PriceMinor, product.Currency)),
            [Names.Currency] = product.Currency,
            [Names.Category] = product.Category,
            [Names.VendorId] = product.VendorId,
            [Names.Attributes] = JsonBson.Parse(product.Attributes),
            [Names.Images] = JsonBson.Parse(product.Images),
            [Names.TaxClass] = product.TaxClass,
            [Names.RequiresShipping] = product.RequiresShipping,
            [Names.WeightG] = product.WeightG,
            [Names.Stock] = new BsonDocument(Names.Available, held.Available),
            [Names.Version] = product.Version,
            [Names.UpdatedAt] = Moment(product.UpdatedMs),
            [Names.Deleted] = product.Deleted,
            [Names.Rev] = held.Rev,
            [Names.Shop] = Shop(held),
        };
        if (product.ParentId is not null)
        {
            document[Names.ParentId] = product.ParentId;
        }

        if (product.PricesIncludeTax is { } includes)
        {
            document[Names.PricesIncludeTax] = includes;
        }

        if (product.CompareAtMinor is { } compared)
        {
            document[Names.CompareAt] = new BsonDecimal128(Currencies.ToMajor(compared, product.Currency));
        }

        if (product.Sale is { } sale)
        {
            document[Names.Sale] = Sale(sale, product.Currency);
        }

        if (product.Safety is not null)
        {
            document[Names.Safety] = JsonBson.Parse(product.Safety);
        }

        if (product.Pictures.Length > 0)
        {
            document[Names.Pictures] = JsonBson.Parse(product.Pictures);
        }

        if (product.Options is not null)
        {
            document[Names.Options] = JsonBson.Parse(product.Options);
        }

        Listing(document, product.Listing);
        if (held.Pending.Count > 0)
        {
            document[Names.Pending] = new BsonArray(held.Pending.Select(Make));
            document[Names.PendingSince] = Moment(held.Pending[0].AtMs);
        }

        return document;
    }

    /// <summary>What the document holds. Throws <see cref="DamagedProduct"/>.</summary>
    public static Held Read(BsonDocument document)
    {
        var id = Text(document, Names.Id);
        var shop = Part(document, Names.Shop);
        var currency = Text(document, Names.Currency);
        var price = Price(document, currency);
        var variants = Texts(shop, Names.Variants);
        var available = Whole(Part(document, Names.Stock), Names.Available);
        var product = new CatalogProduct(
            Whole(shop, Names.Number),
            id,
            Whole(document, Names.Version),
            Text(document, Names.Name),
            Text(document, Names.Description),
            Text(document, Names.Category),
            Text(document, Names.VendorId),
            null,
            price,
            currency,
            Free(document, Names.Attributes) ?? throw new DamagedProduct("it has no attributes"),
            Free(document, Names.Options),
            Images(document),
            document.Contains(Names.ParentId) ? Text(document, Names.ParentId) : null,
            variants.Count,
            available > 0,
            Flag(document, Names.Deleted),
            Milliseconds(document, Names.UpdatedAt),
            Whole(shop, Names.VariantsStocked),
            document.Contains(Names.TaxClass) ? Text(document, Names.TaxClass) : TaxClasses.Standard,
            document.Contains(Names.PricesIncludeTax) ? Flag(document, Names.PricesIncludeTax) : null,
            !document.Contains(Names.RequiresShipping) || Flag(document, Names.RequiresShipping),
            document.Contains(Names.WeightG) ? Whole(document, Names.WeightG) : 0
        )
        {
            CompareAtMinor = document.Contains(Names.CompareAt) ? Price(document, currency, Names.CompareAt) : null,
            PriceHistory = shop.Contains(Names.PriceHistory) ? Text(shop, Names.PriceHistory) : string.Empty,
            Safety = Free(document, Names.Safety),
            Sale = Sale(document, currency),
            Pictures = Pictures(document),
            Listing = Listing(document),
            ParentWithheld = shop.Contains(Names.ParentWithheld) && Flag(shop, Names.ParentWithheld),
        };
        if (Whole(shop, Names.PriceMilli) != ProductSql.Milli(product.At(product.UpdatedMs).PriceMinor, currency))
        {
            throw new DamagedProduct($"its price {document[Names.Price]} {currency} is not the one that the shop wrote");
        }

        var import = shop.TryGetValue(Names.Import, out var line) ? line.AsBsonDocument : null;
        return new(
            product,
            Milliseconds(shop, Names.CreatedAt),
            available,
            variants,
            Whole(document, Names.Rev),
            Text(shop, Names.Write),
            import is null ? null : new(Text(import, "job"), Whole(import, "line")),
            document.TryGetValue(Names.Pending, out var pending)
                ? [.. pending.AsBsonArray.Select(change => Pending(id, change.AsBsonDocument))]
                : [],
            Part(shop, Names.Words)
        )
        {
            Inactive = shop.Contains(Names.Inactive) ? Texts(shop, Names.Inactive) : [],
            NameKey = Text(shop, Names.NameKey),
            Sold = shop.Contains(Names.Sold) ? Whole(shop, Names.Sold) : 0,
        };
    }

    private static BsonDocument Sale(ScheduledSale sale, string currency)
    {
        var document = new BsonDocument(Names.Price, new BsonDecimal128(Currencies.ToMajor(sale.PriceMinor, currency)));
        if (sale.StartsMs > 0)
        {
            document[Names.StartsAt] = Moment(sale.StartsMs);
        }

        if (sale.EndsMs != ScheduledSale.Open)
        {
            document[Names.EndsAt] = Moment(sale.EndsMs);
        }

        return document;
    }

    private static ScheduledSale? Sale(BsonDocument document, string currency) =>
        !document.Contains(Names.Sale) ? null
        : Part(document, Names.Sale) is var sale
            ? new(
                Price(sale, currency),
                sale.Contains(Names.StartsAt) ? Milliseconds(sale, Names.StartsAt) : 0,
                sale.Contains(Names.EndsAt) ? Milliseconds(sale, Names.EndsAt) : ScheduledSale.Open
            )
        : null;

    private static void Listing(BsonDocument document, ProductListing listing)
    {
        document[Names.Status] = listing.Status;
        document[Names.Tags] = JsonBson.Parse(listing.Tags);
        foreach (
            var (name, text) in new[]
            {
                (Names.Sku, listing.Sku),
                (Names.Barcode, listing.Barcode),
                (Names.Brand, listing.Brand),
                (Names.Slug, listing.Slug),
            }
        )
        {
            if (text is not null)
            {
                document[name] = text;
            }
        }

        if (listing.Seo is not null)
        {
            document[Names.Seo] = JsonBson.Parse(listing.Seo);
        }
    }

    private static ProductListing Listing(BsonDocument document)
    {
        string? Maybe(string name) => document.Contains(name) ? Text(document, name) : null;
        return new(
            Maybe(Names.Status) ?? ProductStatus.Active,
            Maybe(Names.Sku),
            Maybe(Names.Barcode),
            Maybe(Names.Brand),
            document.Contains(Names.Tags) ? Images(document, Names.Tags) : ProductListing.Plain.Tags,
            Free(document, Names.Seo)
        )
        {
            Slug = Maybe(Names.Slug),
        };
    }

    private BsonDocument Shop(Held held)
    {
        var product = held.Product;
        var shop = new BsonDocument
        {
            [Names.Number] = product.Number,
            [Names.CreatedAt] = Moment(held.CreatedMs),
            [Names.NameKey] = ProductSql.NameKey(product.Name),
            [Names.NameChars] = held.Place,
            [Names.PriceMilli] = ProductSql.Milli(product.At(product.UpdatedMs).PriceMinor, product.Currency),
            [Names.InStock] = held.Available > 0 || product.VariantsStocked > 0,
            [Names.Variants] = new BsonArray(held.VariantIds),
            [Names.VariantsStocked] = product.VariantsStocked,
            [Names.Words] = held.Words ?? Fold(product),
            [Names.Write] = held.Write,
        };
        if (held.Sold > 0)
        {
            shop[Names.Sold] = held.Sold;
        }

        if (held.Inactive.Count > 0)
        {
            shop[Names.Inactive] = new BsonArray(held.Inactive);
        }

        if (!product.Deleted && product.Sale?.NextAfter(product.UpdatedMs) is { } due)
        {
            shop[Names.PriceDue] = due;
        }

        if (product.ParentWithheld)
        {
            shop[Names.ParentWithheld] = true;
        }

        if (!product.ForSale && !product.Deleted)
        {
            shop[Names.Withheld] = true;
        }

        if (product.PriceHistory.Length > 0)
        {
            shop[Names.PriceHistory] = product.PriceHistory;
        }

        if (held.Import is { } import)
        {
            shop[Names.Import] = new BsonDocument { ["job"] = import.JobId, ["line"] = import.Line };
        }

        return shop;
    }

    // Each part holds the parts before it, so that one condition a word finds all of them.
    private BsonDocument Fold(CatalogProduct product)
    {
        var head = ProductSql.Words(product.Category, product.Attributes, product.Options, product.Listing);
        return new BsonDocument
        {
            [Names.WordsName] = new BsonArray(words.Of(product.Name)),
            [Names.WordsHead] = new BsonArray(words.Of($"{product.Name}\n{head}")),
            [Names.WordsAll] = new BsonArray(words.Of($"{product.Name}\n{head}\n{product.Description}")),
        };
    }

    private static BsonDocument Make(PendingChange change)
    {
        var document = new BsonDocument
        {
            ["id"] = change.Id,
            ["version"] = change.Version,
            ["at"] = Moment(change.AtMs),
            ["change"] = change.Change,
            ["related"] = change.Related,
            ["parents"] = new BsonArray(change.Parents),
            ["events"] = new BsonArray(
                change.Events.Select(told => new BsonDocument
                {
                    ["id"] = told.Id,
                    ["topic"] = told.Topic,
                    ["data"] = JsonSerializer.Serialize(told.Facts, Event.Json),
                })
            ),
        };
        if (change.TraceParent is not null)
        {
            document["trace_parent"] = change.TraceParent;
        }

        if (change.Noted is { } noted)
        {
            document["by"] = noted.UserId;
            document["changes"] = noted.Changes;
        }

        return document;
    }

    private static PendingChange Pending(string productId, BsonDocument change) =>
        new(
            Text(change, "id"),
            Whole(change, "version"),
            Milliseconds(change, "at"),
            Text(change, "change"),
            change.Contains("trace_parent") ? Text(change, "trace_parent") : null,
            [
                .. change["events"]
                    .AsBsonArray.Select(told => new ProductEvent(
                        Text(told.AsBsonDocument, "id"),
                        Text(told.AsBsonDocument, "topic"),
                        JsonSerializer.Deserialize<ProductFacts>(Text(told.AsBsonDocument, "data"), Event.Json)
                            ?? throw new DamagedProduct($"an event of '{productId}' says nothing")
                    )),
            ],
            Flag(change, "related"),
            Texts(change, "parents"),
            change.Contains("by")
                ? new(
                    productId,
                    Whole(change, "version"),
                    Milliseconds(change, "at"),
                    Text(change, "by"),
                    Text(change, "change"),
                    Text(change, "changes")
                )
                : null
        );

    private static long Price(BsonDocument document, string currency, string name = Names.Price)
    {
        if (!document.TryGetValue(name, out var value) || value is not BsonDecimal128 { Value: var exact })
        {
            throw new DamagedProduct($"its {name} is no Decimal128 but {(value is null ? "absent" : value.BsonType.ToString())}");
        }

        if (!Currencies.IsKnown(currency))
        {
            throw new DamagedProduct($"the shop knows no currency '{currency}'");
        }

        try
        {
            return
                Currencies.ToMinor(Decimal128.ToDecimal(exact), currency).Is(out var minor, out _)
                && minor is >= 0 and <= Limits.PriceStoredMinorMax
                ? minor
                : throw new DamagedProduct(
                    $"its price {exact} is no price in {currency}, "
                        + $"which has {Currencies.MinorDigits(currency)} digits behind the point"
                );
        }
        catch (OverflowException)
        {
            throw new DamagedProduct($"its price {exact} is no price in {currency}");
        }
    }

    private static string? Free(BsonDocument document, string name) =>
        !document.TryGetValue(name, out var value) ? null
        : value is BsonDocument free && JsonBson.Text(free) is { } json ? json
        : throw new DamagedProduct($"its {name} cannot be said in JSON");

    private static string Images(BsonDocument document, string name = Names.Images) =>
        document.TryGetValue(name, out var value) && value is BsonArray images && images.All(image => image is BsonString)
            ? JsonBson.Text(images)!
            : throw new DamagedProduct($"its {name} are no list of texts");

    private static string Pictures(BsonDocument document)
    {
        if (!document.TryGetValue(Names.Pictures, out var value))
        {
            return string.Empty;
        }

        try
        {
            var text = value is BsonArray ? JsonBson.Text(value) : null;
            return text is null ? throw new DamagedProduct("its pictures are no list") : ProductPhotos.Write(ProductPhotos.Read(text));
        }
        catch (JsonException broken)
        {
            throw new DamagedProduct($"its pictures cannot be right: {broken.Message}");
        }
    }

    private static BsonDocument Part(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonDocument part ? part : throw new DamagedProduct($"it has no {name}");

    private static string Text(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonString text
            ? text.Value
            : throw new DamagedProduct($"its {name} is no text");

    private static bool Flag(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonBoolean flag
            ? flag.Value
            : throw new DamagedProduct($"its {name} is neither true nor false");

    private static List<string> Texts(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonArray texts && texts.All(text => text is BsonString)
            ? [.. texts.Select(text => text.AsString)]
            : throw new DamagedProduct($"its {name} are no list of texts");

    // A number may come back in a smaller or larger form than it was given.
    private static long Whole(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value)
        && (value is BsonInt32 or BsonInt64 || (value is BsonDouble { Value: var number } && number == Math.Truncate(number)))
            ? value.ToInt64()
            : throw new DamagedProduct($"its {name} is no whole number");

    private static long Milliseconds(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonDateTime moment
            ? moment.MillisecondsSinceEpoch
            : throw new DamagedProduct($"its {name} is no moment");

    private static BsonDateTime Moment(long unixMs) => new(unixMs);
}
