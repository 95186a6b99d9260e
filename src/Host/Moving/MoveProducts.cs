// `cartwright move products --to mongodb` and `--to sql`: takes the products of a stopped shop along, and proves that both are equal.
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.MongoDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Host;

internal static class MoveProducts
{
    private const string Catalog = "catalog";
    private const string Inventory = "inventory";
    private const int Moved = 0;
    private const int Differs = 1;
    private const int Refused = 2;
    private static readonly TimeSpan ServerWait = TimeSpan.FromSeconds(10);

    public static Command Make()
    {
        var to = new Option<string>("--to")
        {
            Description = "Where they go: mongodb (the keys MongoDb and MongoDb:Database), or sql (the key Data).",
            Required = true,
        };
        to.AcceptOnlyFromAmong(ProductHomeSql.MongoDb, ProductHomeSql.Sql);
        var data = DataOption.Make();
        var set = new Option<string[]>("--set")
        {
            Description = "Any configuration key: --set MongoDb=mongodb://localhost:27017. May be repeated.",
        };
        var move = new Command(
            "products",
            "Copies the products of a stopped shop between Data and MongoDB, and proves both equal. May be started again after a failure. "
                + "Ends with 1 when something differs."
        )
        {
            to,
            data,
            set,
        };
        move.SetAction(
            async (parsed, cancel) =>
            {
                try
                {
                    return await Run(parsed.GetValue(to)!, parsed.GetValue(data), parsed.GetValue(set) ?? [], cancel);
                }
                catch (ConfigurationRefused refused)
                {
                    await Console.Error.WriteLineAsync("The products were not moved: " + refused.Message);
                    return Refused;
                }
                catch (StorageUnavailable failure)
                {
                    await Console.Error.WriteLineAsync(
                        $"The products were not moved: {failure.Message} Start the move again: it begins anew."
                    );
                    return Refused;
                }
            }
        );
        return move;
    }

    private static async Task<int> Run(string to, string? data, string[] set, CancellationToken cancel)
    {
        var configuration = DataOption.Configuration(data, set);
        await using var shop = await StoppedShop.Open(configuration, Catalog, "products");
        var (database, ids, clock) = (shop.Database, shop.Ids, TimeProvider.System);
        var home = await ProductHomeSql.Read(database);
        if ((home?.Store ?? ProductHomeSql.Sql) == to)
        {
            Console.WriteLine($"The products are there already: Catalog:Store={to}.");
            return Moved;
        }

        var shopId = await ProductHomeSql.Mark(database, ids);
        var sql = new SqlProductStore(database, new ProductShelf(database), clock);
        var mongo = await MongoDbProducts.Beside(configuration, shopId, database, ids, clock, NullLoggerFactory.Instance, cancel);
        if (to == ProductHomeSql.Sql)
        {
            // What was done there and not told yet is told from here; what stock.changed said and was not carried goes along.
            await new ProductCarrier(database, mongo.Store, clock, NullLogger<ProductCarrier>.Instance, mongo.Journal).CatchUp(cancel);
        }

        var (source, target) = to == ProductHomeSql.MongoDb ? ((IProductStore)sql, mongo.Store) : (mongo.Store, sql);
        var (here, there) = ("Data", "MongoDB at " + mongo.Where);
        Console.WriteLine(to == ProductHomeSql.MongoDb ? $"From {here} to {there}" : $"From {there} to {here}");
        var available = to == ProductHomeSql.MongoDb ? await Available(shop.Topology) : null;
        await target.Fill(All(source, available, cancel), over: true, cancel);
        var (one, other) = (await Digest(source, cancel), await Digest(target, cancel));
        var equal = one.Rows == other.Rows && one.ToString() == other.ToString();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(equal ? "equal " : "DIFFER")} catalog.products {one.Rows, 12:N0} {other.Rows, 12:N0} products  "
                    + $"{one.ToString()[..16]} {other.ToString()[..16]}"
            )
        );
        if (!equal)
        {
            await Console.Error.WriteLineAsync(
                "NOT EQUAL. The shop still looks for its products where they were; the source is untouched."
            );
            return Differs;
        }

        await ProductHomeSql.Set(database, to);
        Console.WriteLine($"Start the shop with Catalog:Store={to}. What was copied still lies where it was, and is looked at no more.");
        return Moved;
    }

    /// <summary>Units by Inventory's own books, where they are beside: Catalog's rows know only whether there are any.</summary>
    private static async Task<Dictionary<string, long>> Available(Topology topology)
    {
        if (!topology.Runs(typeof(IInventory)))
        {
            return [];
        }

        if (topology.Dialect is PostgresDialect postgres)
        {
            await postgres.Reach([Inventory], ServerWait, TimeProvider.System, Console.Error.WriteLine);
        }
        else if (!topology.Dialect.IsThere(Inventory))
        {
            return [];
        }

        await using var books = await Kernel.Sql.Beside(topology.Dialect, Inventory);
        var units = await books.Query("SELECT product_id, on_hand - reserved FROM stock", row => (row.GetString(0), row.GetInt64(1)));
        return units.ToDictionary(StringComparer.Ordinal);
    }

    private static async IAsyncEnumerable<StoredProduct> All(
        IProductStore source,
        Dictionary<string, long>? available,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var products = System.Threading.Channels.Channel.CreateBounded<StoredProduct>(1_000);
        var reading = Read();
        await foreach (var product in products.Reader.ReadAllAsync(cancel))
        {
            // Whether there are any is what both sides hold, and what the proof compares.
            yield return available is null || !product.Product.Stocked
                ? product
                : product with
                {
                    Available = Math.Max(1, available.GetValueOrDefault(product.Product.ProductId)),
                };
        }

        await reading;

        async Task Read()
        {
            try
            {
                await source.Each(product => products.Writer.WriteAsync(product, cancel), cancel);
                products.Writer.Complete();
            }
            catch (Exception failure)
            {
                products.Writer.Complete(failure);
            }
        }
    }

    private static async Task<RowsDigest> Digest(IProductStore store, CancellationToken cancel)
    {
        var digest = new RowsDigest();
        await store.Each(
            product =>
            {
                digest.Add(Canonical(product));
                return ValueTask.CompletedTask;
            },
            cancel
        );
        return digest;
    }

    // The product in bytes that are the same wherever it comes from: members of free objects by name, numbers by what they say.
    private static byte[] Canonical(StoredProduct stored)
    {
        var product = stored.Product;
        return Encoding.UTF8.GetBytes(
            JsonSerializer.Serialize(
                new object?[]
                {
                    product.Number,
                    product.ProductId,
                    product.Version,
                    product.Name,
                    product.Description,
                    product.Category,
                    product.VendorId,
                    product.PriceMinor,
                    product.Currency,
                    Sorted(JsonNode.Parse(product.Attributes)),
                    product.Options is null ? null : Sorted(JsonNode.Parse(product.Options)),
                    Sorted(JsonNode.Parse(product.Images)),
                    product.Pictures.Length == 0 ? null : Sorted(JsonNode.Parse(product.Pictures)),
                    product.Listing.Status,
                    product.Listing.Sku,
                    product.Listing.Barcode,
                    product.Listing.Brand,
                    product.Listing.Slug,
                    Sorted(JsonNode.Parse(product.Listing.Tags)),
                    product.Listing.Seo is null ? null : Sorted(JsonNode.Parse(product.Listing.Seo)),
                    product.ParentWithheld,
                    product.TaxClass,
                    product.PricesIncludeTax,
                    product.RequiresShipping,
                    product.WeightG,
                    product.CompareAtMinor,
                    product.Sale,
                    product.Safety is null ? null : Sorted(JsonNode.Parse(product.Safety)),
                    product.ParentId,
                    product.Deleted ? 0 : product.Variants,
                    product.Deleted ? 0 : product.VariantsStocked,
                    product.Stocked,
                    product.Deleted,
                    product.UpdatedMs,
                    stored.CreatedMs,
                }
            )
        );
    }

    private static string Sorted(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject members => "{"
                + string.Join(
                    ",",
                    members
                        .OrderBy(member => member.Key, StringComparer.Ordinal)
                        .Select(member => JsonSerializer.Serialize(member.Key) + ":" + Sorted(member.Value))
                )
                + "}",
            JsonArray items => "[" + string.Join(",", items.Select(Sorted)) + "]",
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => Number(value.ToJsonString()),
            var other => other.ToJsonString(),
        };

    // Digits and power of ten: 1.50, 1.5 and 15e-1 say the same, however large they are.
    private static string Number(string text)
    {
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = (e < 0 ? text : text[..e]).TrimStart('-');
        var power = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        power -= point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa.Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('0');
        var whole = digits.TrimEnd('0');
        return whole.Length == 0
            ? "0"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(text[0] == '-' ? "-" : string.Empty)}{whole}e{power + digits.Length - whole.Length}"
            );
    }
}
