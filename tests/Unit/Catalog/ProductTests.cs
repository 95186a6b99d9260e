// Rules on single products: who may write what, versions, variants, events, and what is shown.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ProductTests
{
    [Fact]
    public async Task A_price_of_before_the_bound_stays_for_sale_and_is_told_and_a_new_one_is_within_it()
    {
        await using var catalog = await Open();
        var id = (await catalog.Change.Create(Product(price: 5m), One, default)).Value;
        await catalog.Change.Create(Product(price: 10_000_000m), One, default);
        await catalog.Database.Write(async tx =>
            await tx.Execute(
                "UPDATE products SET price_minor = $1, price_milli = $1 * 10 WHERE product_id = $2",
                Limits.PriceStoredMinorMax,
                id
            )
        );
        await catalog.Restart();
        Assert.Equal("1000000000.00", (await catalog.Show(id)).GetProperty("price").GetRawText());
        Assert.Equal(
            [id],
            (
                await new PricesAboveBound(
                    catalog.Store,
                    Microsoft.Extensions.Logging.Abstractions.NullLogger<PricesAboveBound>.Instance
                ).Find(default)
            ).Select(product => product.ProductId)
        );
        Assert.Null((await catalog.Change.Edit(id, new ProductPatch("Another name").Input, null, One, default)).Refused);
        Assert.Contains(
            "10000000.00",
            (await catalog.Change.Edit(id, new ProductPatch(Price: 10_000_001m).Input, null, One, default)).Refused!.Facts!.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_product_is_shown_as_it_was_written()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(
            Product("Möbius \"Scarf\" <b>", 29.99m) with
            {
                Attributes = JsonSerializer.SerializeToElement(
                    new
                    {
                        colour = "rød",
                        sizes = new[] { 1, 2 },
                        deep = new { a = true },
                    }
                ),
                Images = ["/api/products/b/image.svg", "https://example.com/a.png"],
            }
        );
        catalog.Inventory.Units[id] = 3;
        var shown = await catalog.Show(id);
        Assert.Equal("Möbius \"Scarf\" <b>", shown.GetProperty("name").GetString());
        Assert.Equal("29.99", shown.GetProperty("price").GetRawText());
        Assert.Equal("vendor-1", shown.GetProperty("vendor_id").GetString());
        Assert.Equal("""{"colour":"rød","sizes":[1,2],"deep":{"a":true}}""", shown.GetProperty("attributes").GetRawText());
        Assert.Equal(3, shown.GetProperty("stock").GetProperty("available").GetInt64());
        Assert.Equal(
            "/api/products/b/image.svg",
            (await catalog.Read.GetProducts(new() { ProductIds = { id } }, default)).Value.Products[0].Image
        );
        Assert.False(shown.TryGetProperty("parent_id", out _));
        Assert.DoesNotContain("<b>", shown.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("USD", "0.01", "0.01")]
    [InlineData("USD", "0.07", "0.07")]
    [InlineData("USD", "1.1", "1.10")]
    [InlineData("USD", "4503599627.37", null)]
    [InlineData("USD", "9999999.99", "9999999.99")]
    [InlineData("JPY", "500", "500")]
    [InlineData("JPY", "500.5", null)]
    [InlineData("KWD", "1.005", "1.005")]
    [InlineData("USD", "1.005", null)]
    [InlineData("USD", "0", "0.00")]
    [InlineData("USD", "-1", null)]
    [InlineData("XXX", "1", null)]
    [InlineData("USD", "10000000.00", "10000000.00")]
    [InlineData("USD", "10000000.01", null)]
    [InlineData("JPY", "1000000001", null)]
    [InlineData("KWD", "1000000.001", null)]
    public async Task A_price_is_kept_to_the_last_digit_or_refused(string currency, string price, string? shown)
    {
        await using var catalog = await Open();
        var made = await catalog.Change.Create(
            Product(price: decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), currency: currency),
            One,
            default
        );
        if (shown is null)
        {
            Assert.Equal("validation_failed", made.Refused?.Code);
            return;
        }

        Assert.Equal(shown, (await catalog.Show(made.Value)).GetProperty("price").GetRawText());
    }

    [Fact]
    public async Task No_price_passes_through_binary_floating_point()
    {
        // Every cent of ten thousand dollars: a double between JSON and table would move some of them.
        for (var cents = 1; cents <= 1_000_000; cents += 37)
        {
            var text = $"{cents / 100}.{cents % 100:00}";
            var body = JsonSerializer.Deserialize<NewProduct>(
                $$"""{"name":"x","price":{{text}},"currency":"USD","category":"c"}""",
                Cartwright.Web.Json.Options
            )!;
            var fields = ProductRules.Decide("x", null, body.Input, One).Value;
            Assert.Equal(cents, fields.PriceMinor);
            Assert.Equal(text, Currencies.ToMajor(fields.PriceMinor, "USD").ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await using var catalog = await Open();
        var type = await catalog.Database.Read(sql =>
            sql.Query(
                sql.Dialect.OneProcess
                    ? "SELECT type FROM pragma_table_info('products') WHERE name LIKE 'price_mi%' OR name = 'compare_at_minor'"
                    : "SELECT upper(data_type) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'products' AND (column_name LIKE 'price_mi%' OR column_name = 'compare_at_minor')",
                row => row.GetString(0)
            )
        );
        Assert.Equal(["BIGINT", "BIGINT", "BIGINT"], type);
    }

    public static TheoryData<string, string> Faulty =>
        new()
        {
            { """{"name":""}""", "name" },
            { """{"name":"   "}""", "name" },
            { $$"""{"name":"{{new string('x', 201)}}"}""", "name" },
            { """{"name":"a\u0007b"}""", "name" },
            { """{"category":""}""", "category" },
            { """{"price":-0.01}""", "price" },
            { """{"weight_g":-1}""", "weight_g" },
            { """{"weight_g":10000001}""", "weight_g" },
            { """{"price":-3}""", "price" },
            { """{"price":1.999}""", "price" },
            { """{"price":1e15}""", "price" },
            { """{"currency":"usd"}""", "currency" },
            { """{"currency":"EUR"}""", "price" },
            { """{"attributes":[1]}""", "attributes" },
            { """{"attributes":"a"}""", "attributes" },
            { """{"attributes":{"a":"\ud800"}}""", "attributes" },
            { """{"attributes":{"a":"\u0000"}}""", "attributes" },
            { $$$"""{"attributes":{"a":"{{{new string('x', 17_000)}}}"}}""", "attributes" },
            { """{"options":{"size":{"a":1}}}""", "options.size" },
            { """{"options":{"size":[]}}""", "options.size" },
            { """{"options":[]}""", "options" },
            { """{"images":["javascript:alert(1)"]}""", "images[0]" },
            { """{"images":["/api/products/a/image.svg","ftp://example.com/a.png"]}""", "images[1]" },
            { """{"images":["//evil.example/a.png"]}""", "images[0]" },
            { """{"images":["https://user:pw@example.com/a.png"]}""", "images[0]" },
            { """{"images":["data:image/svg+xml,<svg/>"]}""", "images[0]" },
            { """{"images":[" https://example.com"]}""", "images[0]" },
            { """{"images":["/pictures/1.png"]}""", "images[0]" },
            { """{"images":["/a\"onerror=x"]}""", "images[0]" },
            { """{"images":["/\\evil.example"]}""", "images[0]" },
            { """{"images":["JaVaScRiPt:alert(1)"]}""", "images[0]" },
            { """{"parent_id":"../x"}""", "parent_id" },
            { """{"parent_id":true}""", "parent_id" },
        };

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task A_fault_is_refused_under_the_name_of_its_member_and_changes_nothing(string patch, string field)
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product());
        var before = (await catalog.Show(id)).GetRawText();
        var said = JsonSerializer.Deserialize<ProductPatch>(patch, Cartwright.Web.Json.Options)!;
        var refused = (await catalog.Change.Edit(id, said.Input, null, One, default)).Refused;
        Assert.Equal("validation_failed", refused?.Code);
        Assert.NotNull(refused!.Facts!["errors"]![field]);
        Assert.Equal(before, (await catalog.Show(id)).GetRawText());
    }

    [Fact]
    public async Task A_patch_changes_what_it_says_and_merges_attributes()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(
            Product() with
            {
                Attributes = JsonSerializer.SerializeToElement(
                    new
                    {
                        a = 1,
                        b = 2,
                        deep = new { x = 1, y = 2 },
                    }
                ),
            }
        );
        var patch = JsonSerializer.Deserialize<ProductPatch>(
            """{"name":"Other","attributes":{"a":null,"c":3,"deep":{"x":null}}}""",
            Cartwright.Web.Json.Options
        )!;
        await catalog.Change.Edit(id, patch.Input, null, One, default);
        var shown = await catalog.Show(id);
        Assert.Equal("Other", shown.GetProperty("name").GetString());
        Assert.Equal("5.00", shown.GetProperty("price").GetRawText());
        Assert.Equal("""{"b":2,"deep":{"y":2},"c":3}""", shown.GetProperty("attributes").GetRawText());
    }

    [Fact]
    public async Task Of_many_edits_at_one_version_exactly_one_is_made()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product());
        var version = (await catalog.Read.One(id)).Value.Row.Version;
        var edits = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => catalog.Change.Edit(id, Product($"Thing {i}"), version, One, default))
        );
        Assert.Equal(1, edits.Count(e => e.Refused is null));
        Assert.All(
            edits.Where(e => e.Refused is not null),
            e => Assert.Equal(("version_mismatch", RefusalKind.PreconditionFailed), (e.Refused!.Code, e.Refused.Kind))
        );
        Assert.Equal(version + 1, (await catalog.Read.One(id)).Value.Row.Version);
    }

    [Fact]
    public async Task A_foreign_vendor_finds_nothing_to_write()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product());
        var before = (await catalog.Show(id)).GetRawText();
        var missing = (await catalog.Change.Edit("no-such", Product(), null, Two, default)).Refused;
        Assert.Equal(missing, (await catalog.Change.Edit(id, Product("Mine"), null, Two, default)).Refused);
        Assert.Equal(missing, (await catalog.Change.Delete(id, null, Two, default)).Refused);
        var job = await catalog.Import("jsonl", $$"""{"product_id":"{{id}}","name":"Mine"}""", Two);
        Assert.Equal("product_not_found", Assert.Single(job.Errors).Code);
        Assert.Equal("validation_failed", (await catalog.Change.Create(Product(parent: id), Two, default)).Refused?.Code);
        Assert.Equal(before, (await catalog.Show(id)).GetRawText());
        Assert.Null((await catalog.Change.Edit(id, Product("Ours"), null, Admin, default)).Refused);
    }

    [Fact]
    public async Task A_vendors_product_always_gets_the_vendors_own_id()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product(vendor: "vendor-2"));
        Assert.Equal("vendor-1", (await catalog.Read.One(id)).Value.Row.VendorId);
        await catalog.Change.Edit(id, Product(vendor: "vendor-2"), null, One, default);
        Assert.Equal("vendor-1", (await catalog.Read.One(id)).Value.Row.VendorId);
        var byAdmin = await catalog.Add(Product(vendor: "vendor-2"), Admin);
        Assert.Equal("vendor-2", (await catalog.Read.One(byAdmin)).Value.Row.VendorId);
        Assert.Equal(Seller.Shop, (await catalog.Read.One(await catalog.Add(Product(), Admin))).Value.Row.VendorId);
    }

    [Fact]
    public async Task A_deleted_product_vanishes_with_its_variants_and_its_id_stays_taken()
    {
        await using var catalog = await Open();
        var parent = await catalog.Add(Product("Shirt"));
        var child = await catalog.Add(Product("Shirt, S", parent: parent));
        Assert.True((await catalog.Change.Delete(parent, null, One, default)).Value);
        Assert.True((await catalog.Change.Delete(parent, null, One, default)).Value);
        Assert.Empty(await catalog.Names(Query()));
        Assert.Empty(await catalog.Names(Query(q: "shirt")));
        Assert.Equal("product_not_found", (await catalog.Read.One(child)).Refused?.Code);
        Assert.Empty((await catalog.Read.GetProducts(new() { ProductIds = { parent, child } }, default)).Value.Products);
        var again = await catalog.Import(
            "jsonl",
            $$"""{"product_id":"{{parent}}","name":"Back","price":1,"currency":"USD","category":"c"}"""
        );
        Assert.Equal("product_deleted", Assert.Single(again.Errors).Code);
    }

    [Fact]
    public async Task A_parent_shows_its_variants_stock_and_is_found_in_stock_through_them()
    {
        await using var catalog = await Open();
        var parent = await catalog.Add(Product("Shirt"));
        Assert.False((await catalog.Show(parent)).TryGetProperty("has_variants", out _));
        var small = await catalog.Add(Product("Shirt, S", parent: parent));
        await catalog.Add(Product("Shirt, M", parent: parent));
        catalog.Inventory.Units[small] = 4;
        var shown = await catalog.Show(parent);
        Assert.True(shown.GetProperty("has_variants").GetBoolean());
        Assert.Equal(4, shown.GetProperty("stock").GetProperty("available").GetInt64());
        Assert.Equal(["Shirt"], await catalog.Names(Query()));
        Assert.Equal(2, (await catalog.Names(Query(parent: parent))).Count);
        var note = new NoteStock(catalog.Shelf);
        await catalog.Database.Write(async tx =>
        {
            await note.On(tx, new StockFacts(small, 4, 0, 4, 0));
            return true;
        });
        Assert.Equal(["Shirt"], await catalog.Names(Query(stock: "true")));
        Assert.Equal("validation_failed", (await catalog.Change.Create(Product(parent: small), One, default)).Refused?.Code);
        Assert.Equal(
            "validation_failed",
            (await catalog.Change.Edit(parent, Product(parent: await catalog.Add(Product())), null, One, default)).Refused?.Code
        );
    }

    [Fact]
    public async Task Whether_there_is_stock_follows_every_turn_also_after_one_that_was_taken_back()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product("Lamp"));
        var note = new NoteStock(catalog.Shelf);
        async Task Hear(bool fails, params long[] available)
        {
            var write = catalog.Database.Write(async tx =>
            {
                foreach (var units in available)
                {
                    await note.On(tx, new StockFacts(id, units, 0, units, 0));
                }

                return fails ? throw new InvalidOperationException("Taken back.") : true;
            });
            Assert.Equal(fails, await Record.ExceptionAsync(() => write) is InvalidOperationException);
        }

        async Task Shown(bool stocked) => Assert.Equal(stocked ? ["Lamp"] : [], await catalog.Names(Query(stock: "true")));
        await Hear(false, 4);
        await Shown(true);
        await Hear(false, 3, 2);
        await Hear(true, 0);
        await Shown(true);
        await Hear(false, 0);
        await Shown(false);
        await Hear(false, 5, 0, 7);
        await Shown(true);
        await Hear(true, 0, 1, 0);
        await Hear(false, 0);
        await Shown(false);
    }

    [Fact]
    public async Task Of_a_products_stock_the_first_word_matters_and_from_then_on_what_turns()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product("Lamp"));
        var note = new NoteStock(catalog.Shelf);
        Task<bool> Hear(StockFacts stock) =>
            catalog.Database.Write(async tx =>
            {
                await note.On(tx, stock);
                return true;
            });

        // A product that Inventory had before Catalog: nothing turned since, and yet it must be heard of.
        var plenty = new StockFacts(id, 4, 0, 4, 0, AvailableBefore: 5);
        Assert.True(note.Matters(plenty));
        await Hear(new StockFacts("of nobody", 4, 0, 4, 0, AvailableBefore: 5));
        Assert.True(note.Matters(new StockFacts("of nobody", 3, 0, 3, 0, AvailableBefore: 4)));
        await Hear(plenty);
        Assert.Equal(["Lamp"], await catalog.Names(Query(stock: "true")));
        Assert.False(note.Matters(new StockFacts(id, 3, 0, 3, 0, AvailableBefore: 4)));
        Assert.False(note.Matters(new StockFacts(id, 0, 0, 0, 0, AvailableBefore: 0)));
        Assert.True(note.Matters(new StockFacts(id, 0, 0, 0, 0, AvailableBefore: 1)));
        Assert.True(note.Matters(new StockFacts(id, 1, 0, 1, 0, AvailableBefore: 0)));
        Assert.True(note.Matters(new StockFacts(id, 1, 0, 1, 0)));
    }

    [Fact]
    public async Task Changes_are_told_and_a_price_change_with_what_it_was()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product(price: 34.99m));
        await catalog.Change.Edit(id, Product(price: 29.99m), null, One, default);
        await catalog.Change.Edit(id, Product("Renamed", price: 29.99m), null, One, default);
        await catalog.Change.Edit(id, Product(price: -1m), null, One, default);
        await catalog.Change.Delete(id, null, One, default);
        var told = await catalog.Told();
        Assert.Equal(
            [Topics.ProductChanged, Topics.ProductChanged, Topics.ProductPriceChanged, Topics.ProductChanged, Topics.ProductChanged],
            told.ConvertAll(t => t.Topic)
        );
        Assert.Equal((2999, 3499), (told[2].Facts.Price, told[2].Facts.OldPrice));
        Assert.True(told[^1].Facts.Deleted);
    }

    [Fact]
    public async Task Other_modules_see_an_acknowledged_change_at_once_also_under_load()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product());
        using var stop = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 4)
            .Select(async _ =>
            {
                long last = 0;
                while (!stop.IsCancellationRequested)
                {
                    var price = (await catalog.Read.GetProducts(new() { ProductIds = { id, "absent" } }, default))
                        .Value.Products.Single()
                        .PriceMinor;
                    Assert.True(price >= last, "An old price came back.");
                    last = price;
                    await Task.Yield();
                }
            })
            .ToArray();
        for (var cents = 600; cents < 700; cents++)
        {
            await catalog.Change.Edit(id, Product(price: cents / 100m), null, One, default);
            Assert.Equal(
                cents,
                (await catalog.Read.GetProducts(new() { ProductIds = { id } }, default)).Value.Products.Single().PriceMinor
            );
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void Changes_of_products_that_nobody_looks_at_are_counted_too()
    {
        var shelf = new ProductShelf(open: true, bytesMax: 100_000);
        var first = shelf.Now;
        for (var i = 0; i < 10_000; i++)
        {
            shelf.Changed("product-" + i, 1);
            Assert.InRange(shelf.Now.Places.Count, 0, 1_000);
        }

        Assert.NotSame(first, shelf.Now);
    }

    [Fact]
    public void An_old_read_cannot_put_an_old_version_back_and_a_full_shelf_is_cleared()
    {
        var shelf = new ProductShelf(open: true, bytesMax: 3_000);
        var asOf = shelf.Now;
        shelf.Changed("a", 2);
        shelf.Put(asOf, Shown("a", 1));
        Assert.Null(shelf.Find("a"));
        shelf.Put(asOf, Shown("a", 2));
        Assert.NotNull(shelf.Find("a"));
        shelf.Put(asOf, Shown("b", 1));
        shelf.Put(asOf, Shown("c", 1));
        Assert.Null(shelf.Find("a"));
        shelf.Put(asOf, Shown("a", 1));
        Assert.Null(shelf.Find("a"));

        static ShownProduct Shown(string id, long version) =>
            new(new CatalogProduct(1, id, version, "n", "d", "c", "v", null, 1, "USD", "{}", null, "[]", null, 0, false, false, 0), []);
    }
}
