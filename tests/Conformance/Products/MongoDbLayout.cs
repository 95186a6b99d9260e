// What other programs find in MongoDB, seen with nothing but the driver.
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.Conformance.Products;

public class MongoDbLayout
{
    [Fact]
    public async Task A_document_is_a_product_with_members_of_stated_types()
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        await catalog.Add("parent");
        await catalog.Add(
            "p",
            OpenCatalog.Said(
                "Wireless Mouse",
                29.90m,
                "Electronics",
                "parent",
                attributes: """{"colour":"Graphite","weight_g":84,"ratio":1.10}""",
                options: """{"colour":"Graphite"}"""
            )
        );
        await catalog.Hear("p", 97);

        var document = await raw.Find(Is("p")).SingleAsync();
        Assert.Equal(
            ("Wireless Mouse", "A thing.", "USD", "Electronics", "vendor-1", "parent"),
            (
                document["name"].AsString,
                document["description"].AsString,
                document["currency"].AsString,
                document["category"].AsString,
                document["vendor_id"].AsString,
                document["parent_id"].AsString
            )
        );
        Assert.Equal(Decimal128.Parse("29.90"), document["price"].AsDecimal128);
        Assert.Equal("29.90", document["price"].ToString());
        Assert.Equal(
            ("Graphite", 84, "1.10"),
            (
                document["attributes"]["colour"].AsString,
                document["attributes"]["weight_g"].ToInt64(),
                document["attributes"]["ratio"].AsDecimal128.ToString()
            )
        );
        Assert.Equal("Graphite", document["options"]["colour"].AsString);
        Assert.Equal(["/api/products/p/image.svg"], document["images"].AsBsonArray.Select(image => image.AsString));
        Assert.Equal((97, 1), (document["stock"]["available"].ToInt64(), document["version"].ToInt64()));
        Assert.Equal(catalog.Clock.GetUtcNow().UtcDateTime, document["updated_at"].ToUniversalTime());
        Assert.False(document["deleted"].AsBoolean);
        var alone = await raw.Find(Is("parent")).SingleAsync();
        Assert.DoesNotContain("parent_id", alone.Names);
        Assert.DoesNotContain("options", alone.Names);
        Assert.Equal(2, await raw.CountDocumentsAsync(new BsonDocument()));
    }

    [Fact]
    public async Task Events_and_history_lie_in_the_document_until_they_were_carried_and_keep_their_ids()
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        await catalog.Add("p");
        await catalog.Edit("p", OpenCatalog.Said(price: 6m));
        var pending = (await raw.Find(Is("p")).SingleAsync())["pending"].AsBsonArray;
        Assert.Equal(["created 1", "changed 2"], pending.Select(change => $"{change["change"]} {change["version"]}"));
        var ids = pending.SelectMany(change => change["events"].AsBsonArray).Select(told => told["id"].AsString).ToList();
        Assert.Equal(3, ids.Count);

        await catalog.Told();
        Assert.Equal(
            ids,
            await catalog.Database.Read(sql => sql.Query("SELECT event_id FROM outbox ORDER BY number", row => row.GetString(0)))
        );
        var carried = await raw.Find(Is("p")).SingleAsync();
        Assert.DoesNotContain(carried.Names, name => name.StartsWith("pending", StringComparison.Ordinal));
        Assert.Equal(2, carried["version"].ToInt64());
    }

    [Fact]
    public async Task What_is_deleted_says_so_and_stays()
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        await catalog.Add("p");
        await catalog.Delete("p");
        Assert.True((await raw.Find(Is("p")).SingleAsync())["deleted"].AsBoolean);
    }

    [Fact]
    public async Task The_stated_indexes_are_there_and_a_sku_is_unique_among_a_sellers_live_products()
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        var indexes = await (await raw.Indexes.ListAsync()).ToListAsync();
        foreach (var member in new[] { "category", "vendor_id", "parent_id", "barcode", "updated_at" })
        {
            Assert.Contains(indexes, index => index["key"].AsBsonDocument.Names.First() == member);
        }

        Assert.True(indexes.Single(index => index["key"].AsBsonDocument.Contains("sku"))["unique"].ToBoolean());
        static BsonDocument Numbered(string id, string vendor, bool deleted = false) =>
            new()
            {
                ["_id"] = id,
                ["vendor_id"] = vendor,
                ["sku"] = "S1",
                ["deleted"] = deleted,
            };
        await raw.InsertOneAsync(Numbered("other-1", "vendor-1"));
        await raw.InsertManyAsync([new BsonDocument("_id", "other-2"), new BsonDocument("_id", "other-3")]);
        await raw.InsertManyAsync([Numbered("other-4", "vendor-2"), Numbered("other-5", "vendor-1", deleted: true)]);
        await Assert.ThrowsAsync<MongoWriteException>(() => raw.InsertOneAsync(Numbered("other-6", "vendor-1")));
    }

    [Theory]
    [InlineData("price", "1.234")]
    [InlineData("price", "-5")]
    [InlineData("price", "6")]
    [InlineData("price", null)]
    [InlineData("currency", "XXX")]
    [InlineData("attributes", "text")]
    [InlineData("version", "two")]
    public async Task A_document_that_cannot_be_right_is_neither_shown_nor_sold_nor_written_over(string member, string? value)
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        await catalog.Add("a", OpenCatalog.Said("Lamp A"));
        await catalog.Add("bad", OpenCatalog.Said("Lamp B"));
        await catalog.Add("c", OpenCatalog.Said("Lamp C"));
        await catalog.Told();
        var document = await raw.Find(Is("bad")).SingleAsync();
        document[member] =
            value is null ? BsonNull.Value
            : member == "price" ? (BsonValue)new BsonDecimal128(Decimal128.Parse(value))
            : value;
        await raw.ReplaceOneAsync(Is("bad"), document);

        // Another process, whose memory knows nothing of it.
        await catalog.Reopen();
        var read = new ReadProducts(catalog.Store, catalog.Shelf, null!, catalog.Clock);
        var refused = (await read.One("bad")).Refused!;
        Assert.Equal((RefusalKind.Unavailable, "product_damaged"), (refused.Kind, refused.Code));
        Assert.Contains(member, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(
            ["a", "c"],
            (await read.GetProducts(new() { ProductIds = { "a", "bad", "c" } }, default)).Value.Products.Select(product =>
                product.ProductId
            )
        );
        var query = ProductQuery.Of(new("lamp", null, null, null, null, null, "price", null)).Value;
        var first = await catalog.Store.List(query, null, 1);
        Assert.Equal(["a", "c"], first.Concat(await catalog.Store.List(query, first[0].Key, 1)).Select(row => row.Product.ProductId));
        Assert.Equal("product_damaged", (await catalog.Edit("bad", OpenCatalog.Said("Overwritten"))).Refused!.Code);
        Assert.Equal("product_damaged", (await catalog.Delete("bad")).Refused!.Code);
        await catalog.Hear("bad", 5);
        Assert.Equal(document, await raw.Find(Is("bad")).SingleAsync());
    }

    [Fact]
    public async Task Whole_numbers_are_read_in_whatever_form_they_come_back()
    {
        var (catalog, raw) = await Open();
        await using var _ = catalog;
        await catalog.Add("p");
        var document = await raw.Find(Is("p")).SingleAsync();
        (document["version"], document["rev"], document["stock"]["available"]) = (new BsonDouble(7), new BsonInt32(9), new BsonInt64(3));
        document["version"] = new BsonInt64(7);
        await raw.ReplaceOneAsync(Is("p"), document);
        Assert.Equal((7, true), ((await catalog.Show("p")).Version, (await catalog.Show("p")).Stocked));
        Assert.Null((await catalog.Edit("p", OpenCatalog.Said("Renamed"), expected: 7)).Refused);
        Assert.Equal(8, (await catalog.Show("p")).Version);
    }

    [Fact]
    public async Task A_number_that_mongodb_cannot_hold_exactly_is_refused()
    {
        var (catalog, _) = await Open();
        await using var __ = catalog;
        await catalog.Add("p", OpenCatalog.Said(attributes: """{"n":1234567890123456789012345678901234}"""));
        var refused = (await catalog.Edit("p", OpenCatalog.Said(attributes: """{"n":12345678901234567890123456789012345}"""))).Refused!;
        Assert.Equal("validation_failed", refused.Code);
        Assert.Contains("34 digits", refused.Facts!["errors"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_on_one_collection_lose_nothing_and_tell_everything_once_in_order()
    {
        var server = await MongoServer.Shared;
        var name = server.NewDatabase();
        await using var test = await TestDatabase.OnPostgres("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock());
        await using var second = await test.Another();
        var one = await OpenCatalog.InMongoDb(server, name, test, new ProductShelf(test.Database));
        var two = await OpenCatalog.InMongoDb(server, name, second, new ProductShelf(second.Database));
        await one.Store.Change(new CreateProduct("p", OpenCatalog.Said(), OpenCatalog.One), default);
        using var carrierOne = new ProductCarrier(
            test.Database,
            one.Store,
            test.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ProductCarrier>.Instance,
            one.Journal
        );
        using var carrierTwo = new ProductCarrier(
            second.Database,
            two.Store,
            test.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ProductCarrier>.Instance,
            two.Journal
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    var (store, carrier) = i % 2 == 0 ? (one.Store, carrierOne) : (two.Store, carrierTwo);
                    Assert.Null(
                        (await store.Change(new EditProduct("p", OpenCatalog.Said("Name " + i), null, OpenCatalog.One), default)).Refused
                    );
                    await carrier.CatchUp(default);
                })
        );
        await carrierOne.CatchUp(default);
        Assert.Equal(13, Assert.Single(await two.Store.Find(["p"])).Version);
        var ids = await test.Database.Read(sql => sql.Query("SELECT event_id FROM outbox ORDER BY number", row => row.GetString(0)));
        Assert.Equal(13, ids.Distinct().Count());
    }

    [Fact]
    public async Task Products_of_another_shop_or_of_nobody_are_refused_with_the_line_to_change()
    {
        var server = await MongoServer.Shared;
        var name = server.NewDatabase();
        await using var mine = await OpenCatalog.OnMongoDb(server, name);
        var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => OpenCatalog.OnMongoDb(server, name));
        Assert.Contains("another shop's", refused.Message, StringComparison.Ordinal);
        Assert.Contains("MongoDb:Database=", refused.Message, StringComparison.Ordinal);

        var foreign = server.NewDatabase();
        await new MongoClient(server.Url)
            .GetDatabase(foreign)
            .GetCollection<BsonDocument>("products")
            .InsertOneAsync(new BsonDocument("_id", "x"));
        Assert.Contains(
            "no shop has marked",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => OpenCatalog.OnMongoDb(server, foreign))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_shop_whose_products_are_elsewhere_does_not_begin_anew_beside_them()
    {
        await using var test = await TestDatabase.OnSqlite("catalog", Migration.From(typeof(CatalogModule).Assembly), new TestClock());
        await ProductHomeSql.Take(test.Database, "sql", test.Ids);
        await ProductHomeSql.Mark(test.Database, test.Ids);
        await new SqlProductStore(test.Database, new ProductShelf(test.Database), test.Clock).Change(
            new CreateProduct("p", OpenCatalog.Said(), OpenCatalog.One),
            default
        );
        var there = await Assert.ThrowsAsync<ConfigurationRefused>(() => ProductHomeSql.Take(test.Database, "mongodb", test.Ids));
        Assert.Contains("cartwright move products --to mongodb", there.Message, StringComparison.Ordinal);
        await ProductHomeSql.Set(test.Database, "mongodb");
        var back = await Assert.ThrowsAsync<ConfigurationRefused>(() => ProductHomeSql.Take(test.Database, "sql", test.Ids));
        Assert.Contains("cartwright move products --to sql", back.Message, StringComparison.Ordinal);
    }

    private static BsonDocument Is(string id) => new("_id", id);

    private static async Task<(OpenCatalog Catalog, IMongoCollection<BsonDocument> Raw)> Open()
    {
        var server = await MongoServer.Shared;
        var name = server.NewDatabase();
        return (
            await OpenCatalog.OnMongoDb(server, name),
            new MongoClient(server.Url).GetDatabase(name).GetCollection<BsonDocument>("products")
        );
    }
}
