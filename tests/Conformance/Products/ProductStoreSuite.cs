// The cases of IProductStore, each under its number. A provider is one line.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;

namespace Cartwright.Conformance.Products;

public abstract class ProductStoreSuite : ProductPlaceSuite
{
    [Fact]
    public async Task Case_1_of_parallel_edits_of_one_version_one_is_carried_out()
    {
        await using var catalog = await Open();
        await catalog.Add("p");
        var edits = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => catalog.Edit("p", OpenCatalog.Said("Name " + i), expected: 1)));
        Assert.Single(edits, edit => edit.Refused is null);
        Assert.All(edits.Where(edit => edit.Refused is not null), edit => Assert.Equal("version_mismatch", edit.Refused!.Code));
        Assert.Equal(2, (await catalog.Show("p")).Version);
        Assert.Equal("Name " + Array.FindIndex(edits, edit => edit.Refused is null), (await catalog.Show("p")).Name);
    }

    [Fact]
    public async Task Case_1_of_parallel_edits_of_different_members_none_is_lost()
    {
        await using var catalog = await Open();
        await catalog.Add("p", OpenCatalog.Said(attributes: "{}"));
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    catalog.Edit(
                        "p",
                        new(
                            null,
                            null,
                            null,
                            null,
                            null,
                            JsonDocument.Parse($$"""{"m{{i}}":{{i}}}""").RootElement,
                            default,
                            default,
                            null,
                            null
                        )
                    )
                )
        );
        var product = await catalog.Show("p");
        Assert.Equal((21, 20), (product.Version, JsonDocument.Parse(product.Attributes).RootElement.EnumerateObject().Count()));
    }

    [Fact]
    public async Task Case_1_a_refused_command_changes_nothing()
    {
        await using var catalog = await Open();
        await catalog.Add("p");
        var before = await catalog.Show("p");
        Assert.Equal("validation_failed", (await catalog.Edit("p", OpenCatalog.Said(price: -1m))).Refused!.Code);
        Assert.Equal("product_not_found", (await catalog.Edit("p", OpenCatalog.Said(), seller: OpenCatalog.Two)).Refused!.Code);
        Assert.Equal("product_not_found", (await catalog.Delete("p", seller: OpenCatalog.Two)).Refused!.Code);
        Assert.Equal("version_mismatch", (await catalog.Delete("p", expected: 9)).Refused!.Code);
        Assert.Equal("product_not_found", (await catalog.Edit("absent", OpenCatalog.Said())).Refused!.Code);
        Assert.Equal(before, await catalog.Show("p"));
        Assert.Single(await catalog.Told());
    }

    [Fact]
    public async Task Case_2_whoever_got_an_answer_sees_it_at_once_and_after_a_restart()
    {
        await using var catalog = await Open();
        await catalog.Add("p");
        for (var cents = 600; cents < 620; cents++)
        {
            await catalog.Edit("p", OpenCatalog.Said(price: cents / 100m));
            Assert.Equal(
                (cents, cents - 598L),
                ((await catalog.Show("p")).PriceMinor, Assert.Single(await catalog.Store.Versions(["p"])).Version)
            );
        }

        var before = await catalog.Show("p");
        await catalog.Reopen();
        Assert.Equal(before, await catalog.Show("p"));
    }

    [Fact]
    public async Task Case_2_a_mirror_in_memory_never_shows_less_than_was_answered()
    {
        await using var catalog = await Open();
        var read = new ReadProducts(catalog.Store, catalog.Shelf, null!, catalog.Clock);
        await catalog.Add("p");
        for (var cents = 600; cents < 620; cents++)
        {
            Assert.Equal(cents == 600 ? 500 : cents - 1, (await read.One("p")).Value.Row.PriceMinor);
            await catalog.Edit("p", OpenCatalog.Said(price: cents / 100m));
            Assert.Equal(cents, (await read.GetProducts(new() { ProductIds = { "p" } }, default)).Value.Products.Single().PriceMinor);
        }

        await catalog.Delete("p");
        Assert.Equal("product_not_found", (await read.One("p")).Refused!.Code);
    }

    [Fact]
    public async Task Case_3_an_id_is_given_once_also_after_its_product_was_deleted()
    {
        await using var catalog = await Open();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => catalog.Change(new CreateProduct("p", OpenCatalog.Said("Name " + i), OpenCatalog.One)))
        );
        Assert.Single(made, one => one.Refused is null);
        Assert.All(made.Where(one => one.Refused is not null), one => Assert.Equal("product_exists", one.Refused!.Code));
        await catalog.Delete("p");
        Assert.Equal(
            "product_exists",
            (await catalog.Store.Change(new CreateProduct("p", OpenCatalog.Said(), OpenCatalog.One), default)).Refused!.Code
        );
        Assert.Equal(
            "product_deleted",
            (await catalog.Store.Change(new PutProduct("p", OpenCatalog.Said(), OpenCatalog.One, new("job", 1)), default)).Refused!.Code
        );
        Assert.Null((await catalog.Delete("p")).Refused);
    }

    [Fact]
    public async Task Case_4_parents_count_their_variants_and_go_with_them()
    {
        await using var catalog = await Open();
        await catalog.Add("parent");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => catalog.Add("v" + i, OpenCatalog.Said("Variant " + i, parent: "parent"))));
        var parent = await catalog.Show("parent");
        Assert.Equal(6, parent.Variants);
        Assert.Equal(6, (await catalog.Store.Variants(["parent"])).Count);

        // One that leaves, and one that is taken out, are no longer counted; the version tells who has kept the parent.
        await catalog.Edit("v0", OpenCatalog.Said("Alone", alone: true));
        await catalog.Delete("v1");
        var later = await catalog.Show("parent");
        Assert.Equal(4, later.Variants);
        Assert.True(later.Version > parent.Version);
        await catalog.Delete("parent");
        Assert.Equal((true, false, false), (await catalog.IsLive("v0"), await catalog.IsLive("v2"), await catalog.IsLive("v5")));
    }

    [Fact]
    public async Task Case_4_a_variant_is_what_its_parent_offers_and_each_is_there_once()
    {
        await using var catalog = await Open();
        await catalog.Add("shirt", OpenCatalog.Said(options: """{"Size":["S","M"],"Fit":["Slim","Wide",3]}"""));
        await catalog.Add("s-slim", Variant("""{"Size":"S","Fit":"Slim"}"""));
        foreach (
            var (options, field) in new[]
            {
                ("""{"Size":"XXXL","Fit":"Slim"}""", "options.Size"),
                ("""{"Size":"S","Fit":"Slim","Weird":"1"}""", "options.Weird"),
                ("""{"Size":"M"}""", "options.Fit"),
                ("""{"size":"M","Fit":"Slim"}""", "options.size"),
                ("""{"Size":["M"],"Fit":["Slim","Wide"]}""", "options.Fit"),
            }
        )
        {
            var refused = (await New("new", Variant(options))).Refused!;
            Assert.Equal("validation_failed", refused.Code);
            Assert.Contains(field, refused.Facts!["errors"]!.AsObject().Select(error => error.Key));
        }

        Assert.Contains(
            "currency",
            (await New("new", Variant("""{"Size":"M","Fit":"Slim"}""") with { Currency = "EUR" })).Refused!.Facts!.ToJsonString(),
            StringComparison.Ordinal
        );
        var twin = (await New("new", Variant("""{"Fit":"Slim","Size":"S"}"""))).Refused!;
        Assert.Equal(("variant_exists", RefusalKind.Conflict, "s-slim"), (twin.Code, twin.Kind, (string)twin.Facts!["product_id"]!));
        Assert.Equal(1, (await catalog.Show("shirt")).Variants);

        // Others are taken, an edit may not make two alike either, and what has gone makes room.
        await catalog.Add("m-3", Variant("""{"Size":"M","Fit":3}"""));
        Assert.Equal("variant_exists", (await catalog.Edit("m-3", Variant("""{"Size":"S","Fit":"Slim"}"""))).Refused?.Code);
        Assert.Null((await catalog.Edit("m-3", OpenCatalog.Said("Another name", parent: "shirt"))).Refused);
        await catalog.Delete("s-slim");
        Assert.Null((await New("again", Variant("""{"Size":"S","Fit":"Slim"}"""))).Refused);

        // The parent keeps offering what is there.
        Assert.Equal(
            "validation_failed",
            (await catalog.Edit("shirt", OpenCatalog.Said(options: """{"Size":["S"],"Fit":["Slim","Wide",3]}"""))).Refused?.Code
        );
        Assert.Equal("validation_failed", (await catalog.Edit("shirt", OpenCatalog.Said(currency: "EUR"))).Refused?.Code);
        Assert.Null((await catalog.Edit("shirt", OpenCatalog.Said(options: """{"Size":["S","M","L"],"Fit":["Slim",3]}"""))).Refused);

        ProductInput Variant(string options) => OpenCatalog.Said(parent: "shirt", options: options);
        Task<Outcome<string>> New(string id, ProductInput said) =>
            catalog.Store.Change(new CreateProduct(id, said, OpenCatalog.One), default);
    }

    [Fact]
    public async Task Case_4_of_equal_variants_that_are_made_at_once_one_is_made()
    {
        await using var catalog = await Open();
        await catalog.Add("shirt", OpenCatalog.Said(options: """{"Size":["S","M"]}"""));
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    catalog.Change(
                        new CreateProduct("v" + i, OpenCatalog.Said(parent: "shirt", options: """{"Size":"M"}"""), OpenCatalog.One)
                    )
                )
        );
        Assert.Single(made, one => one.Refused is null);
        Assert.All(made.Where(one => one.Refused is not null), one => Assert.Equal("variant_exists", one.Refused!.Code));
        Assert.Equal(1, (await catalog.Show("shirt")).Variants);
    }

    [Fact]
    public async Task Case_4_what_can_be_no_parent_is_refused()
    {
        await using var catalog = await Open();
        await catalog.Add("parent");
        await catalog.Add("variant", OpenCatalog.Said(parent: "parent"));
        await catalog.Add("theirs", seller: OpenCatalog.Two);
        await catalog.Add("gone");
        await catalog.Delete("gone");
        foreach (var parent in new[] { "absent", "gone", "theirs", "variant" })
        {
            Assert.Equal(
                "validation_failed",
                (await catalog.Store.Change(new CreateProduct("new", OpenCatalog.Said(parent: parent), OpenCatalog.One), default))
                    .Refused!
                    .Code
            );
        }

        await catalog.Add("other");
        Assert.Equal("validation_failed", (await catalog.Edit("parent", OpenCatalog.Said(parent: "other"))).Refused!.Code);
        Assert.Equal(
            "validation_failed",
            (await catalog.Edit("parent", OpenCatalog.Said() with { VendorId = "vendor-2" }, seller: new("admin", null, true)))
                .Refused!
                .Code
        );
    }

    [Fact]
    public async Task Case_4_no_variant_outlives_a_parent_that_is_deleted_while_variants_are_made()
    {
        await using var catalog = await Open();
        for (var round = 0; round < 5; round++)
        {
            var parent = "parent-" + round;
            await catalog.Add(parent);
            var variants = Enumerable.Range(0, 4).Select(i => $"v-{round}-{i}").ToList();
            var making = variants
                .Select(id => catalog.Change(new CreateProduct(id, OpenCatalog.Said(parent: parent), OpenCatalog.One)))
                .ToList();
            Assert.Null((await catalog.Delete(parent)).Refused);
            await Task.WhenAll(making);
            await catalog.Told();
            Assert.DoesNotContain(await catalog.Store.Find(variants), variant => !variant.Deleted);
        }
    }

    [Fact]
    public async Task Case_6_every_change_is_told_in_order_and_a_price_with_what_it_was()
    {
        await using var catalog = await Open();
        await catalog.Add("p", OpenCatalog.Said(price: 34.99m));
        await catalog.Edit("p", OpenCatalog.Said(price: 29.99m));
        await catalog.Reopen();
        await catalog.Edit("p", OpenCatalog.Said("Renamed", price: 29.99m));
        await catalog.Edit("p", OpenCatalog.Said(price: -1m));
        await catalog.Delete("p");
        var told = await catalog.Told();
        Assert.Equal(
            [Topics.ProductChanged, Topics.ProductChanged, Topics.ProductPriceChanged, Topics.ProductChanged, Topics.ProductChanged],
            told.ConvertAll(t => t.Topic)
        );
        Assert.Equal((2999, 3499L), (told[2].Facts.Price, told[2].Facts.OldPrice));
        Assert.Equal([false, false, false, false, true], told.ConvertAll(t => t.Facts.Deleted));
        Assert.All(told, t => Assert.Equal("p", t.Subject));
        Assert.Equal(told, await catalog.Told());
    }

    [Fact]
    public async Task Case_7_stock_turns_lists_and_parents_and_moves_no_version_of_the_product()
    {
        await using var catalog = await Open();
        await catalog.Add("parent");
        await catalog.Add("small", OpenCatalog.Said(parent: "parent"));
        var version = (await catalog.Show("parent")).Version;
        foreach (var (available, stocked) in new[] { (4L, true), (3, true), (0, false), (7, true) })
        {
            await catalog.Hear("small", available);
            Assert.Equal((stocked, 1L), ((await catalog.Show("small")).Stocked, (await catalog.Show("small")).Version));
            Assert.Equal(stocked ? ["parent"] : [], (await catalog.Store.List(InStock, null, 10)).Select(row => row.Product.ProductId));
            Assert.Equal(stocked ? 1 : 0, (await catalog.Show("parent")).VariantsStocked);
        }

        Assert.True((await catalog.Show("parent")).Version > version);
        await catalog.Edit("small", OpenCatalog.Said("Renamed"));
        Assert.True((await catalog.Show("small")).Stocked);
        await catalog.Hear("absent", 5);
        Assert.Empty(await catalog.Store.Find(["absent"]));
    }

    [Fact]
    public async Task Case_8_a_batch_that_comes_again_changes_nothing_and_is_answered_as_before()
    {
        await using var catalog = await Open();
        PutProduct[] batch =
        [
            new("a", OpenCatalog.Said("A"), OpenCatalog.One, new("job", 2)),
            new("b", OpenCatalog.Said("B", price: -1m), OpenCatalog.One, new("job", 3)),
            new("a", OpenCatalog.Said("A again", price: 6m), OpenCatalog.One, new("job", 4)),
            new("c", OpenCatalog.Said("C", parent: "a"), OpenCatalog.One, new("job", 5)),
        ];

        // The first time the crash comes before anything is noted.
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            catalog.Store.ChangeMany(batch, (_, _) => throw new InvalidOperationException("Planted."), default)
        );
        await catalog.Reopen();
        IReadOnlyList<Outcome<string>> outcomes = [];
        var done = await catalog.Store.ChangeMany(
            batch,
            async (tx, all) =>
            {
                outcomes = all;
                await tx.Execute("INSERT INTO vendors(vendor_id, name) VALUES ('noted', 'Noted')");
                return true;
            },
            default
        );
        Assert.True(done.Value);
        Assert.Equal([null, "validation_failed", null, null], outcomes.Select(outcome => outcome.Refused?.Code));
        Assert.Equal(["a", "a", "c"], outcomes.Where(outcome => outcome.Refused is null).Select(outcome => outcome.Value));

        // Two changes, and the variant that came: a third version.
        var product = await catalog.Show("a");
        Assert.Equal((3, "A again", 1), (product.Version, product.Name, product.Variants));
        Assert.Equal(["a", "a", "a", "c"], (await catalog.Told()).Select(told => told.Subject).Order());
        Assert.Equal(1, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM vendors WHERE name = 'Noted'")));
    }

    [Theory]
    [InlineData(1, "USD", 0.01)]
    [InlineData(2_999, "USD", 29.99)]
    [InlineData(1_000_000_000, "EUR", 10_000_000)]
    [InlineData(500, "JPY", 500)]
    [InlineData(1_005, "KWD", 1.005)]
    public async Task Case_9_prices_are_exact(long minor, string currency, decimal price)
    {
        await using var catalog = await Open();
        await catalog.Add("p", OpenCatalog.Said(price: price, currency: currency));
        await catalog.Reopen();
        Assert.Equal((minor, currency), ((await catalog.Show("p")).PriceMinor, (await catalog.Show("p")).Currency));
    }

    [Fact]
    public async Task Case_12_a_sale_comes_back_and_lists_follow_it_when_its_price_is_turned()
    {
        await using var catalog = await Open();
        var now = catalog.Clock.GetUtcNow();
        var sale = JsonDocument.Parse(
            $$"""{"price": 4.25, "starts_at": "{{now.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}}", "ends_at": "{{now.AddDays(3):yyyy-MM-ddTHH:mm:ssZ}}"}"""
        );
        await catalog.Add("p", OpenCatalog.Said(price: 5m) with { Sale = sale.RootElement });
        await catalog.Add("q", OpenCatalog.Said(price: 4.5m));
        await catalog.Reopen();
        var (begins, ends) = (now.AddDays(1).ToUnixTimeMilliseconds(), now.AddDays(3).ToUnixTimeMilliseconds());
        var kept = await catalog.Show("p");
        Assert.Equal((500L, new ScheduledSale(425, begins, ends)), (kept.PriceMinor, kept.Sale));
        Assert.Equal([new DuePrice("p", begins)], await catalog.Store.Due(10));
        Assert.Equal(["q", "p"], await ByPrice(catalog));

        catalog.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(
            (425L, 500L),
            ((await catalog.Show("p")).At(NowMs(catalog)).PriceMinor, (await catalog.Show("p")).At(NowMs(catalog)).CompareAtMinor)
        );
        Assert.Null((await catalog.Change(new TurnPrice("p", NowMs(catalog)))).Refused);
        Assert.Equal([new DuePrice("p", ends)], await catalog.Store.Due(10));
        Assert.Equal(["p", "q"], await ByPrice(catalog));
        Assert.Equal(425_0, (await catalog.Store.Facets(new(null, null, null, 0, long.MaxValue, null, ProductSort.Price, null))).MinMilli);
        await catalog.Hear("p", 3);
        Assert.Equal(["p", "q"], await ByPrice(catalog));

        catalog.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Null((await catalog.Change(new TurnPrice("p", NowMs(catalog)))).Refused);
        Assert.Empty(await catalog.Store.Due(10));
        Assert.Equal(["q", "p"], await ByPrice(catalog));
        var over = await catalog.Show("p");
        Assert.Null(over.Sale);
        Assert.Equal([500L, 425, 500], PriceHistory.Of(over).Select(point => point.PriceMinor));
        Assert.Equal("product_not_found", (await catalog.Change(new TurnPrice("p", NowMs(catalog)))).Refused!.Code);
        Assert.Equal(
            [(425L, 500L), (500L, 425L)],
            (await catalog.Told())
                .Where(told => told.Topic == Topics.ProductPriceChanged)
                .Select(told => (told.Facts.Price, told.Facts.OldPrice!.Value))
        );

        static long NowMs(OpenCatalog catalog) => catalog.Clock.GetUtcNow().ToUnixTimeMilliseconds();

        static async Task<List<string>> ByPrice(OpenCatalog catalog) =>
            [
                .. (await catalog.Store.List(new(null, null, null, 0, long.MaxValue, null, ProductSort.Price, null), null, 10)).Select(
                    row => row.Product.ProductId
                ),
            ];
    }

    [Fact]
    public async Task Case_9_what_a_price_was_and_whom_to_turn_to_come_back()
    {
        await using var catalog = await Open();
        var safety = JsonDocument.Parse(
            """{"manufacturer_name":"Wörks","manufacturer_address":"1 Street","manufacturer_contact":"a@example.com"}"""
        );
        await catalog.Add("p", OpenCatalog.Said(price: 5m) with { Safety = safety.RootElement });
        var began = catalog.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        catalog.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null((await catalog.Edit("p", OpenCatalog.Said(price: 4m) with { CompareAtPrice = new(6m) })).Refused);
        await catalog.Reopen();
        var product = await catalog.Show("p");
        Assert.Equal((400L, 600L), (product.PriceMinor, product.CompareAtMinor));
        Assert.Equal([new PricePoint(began, 500, 0), new PricePoint(began + 86_400_000, 400, 600)], PriceHistory.Of(product));
        Assert.Equal(500, PriceHistory.Lowest(product, TimeZoneInfo.Utc));
        Assert.Equal(safety.RootElement.GetRawText(), product.Safety);
        Assert.Contains(
            "compare_at_price",
            (
                await catalog.Edit(
                    "p",
                    new(null, null, null, null, null, default, default, default, null, null) { CompareAtPrice = new(4m) }
                )
            ).Refused!.Facts!.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Case_9_pictures_are_added_described_moved_and_taken_away_and_come_back_as_they_were_given()
    {
        await using var catalog = await Open();
        await catalog.Add("p");
        var (one, two) = (
            new Photo(new string('a', 64), 4_032, 3_024, "Möbius 日本 🫖", 10, 90, "https://example.com/a.jpg?x=1&y=2"),
            new Photo(new string('b', 64), 300, 200)
        );
        Task<Outcome<string>> Change(PhotoChange change, long? expected = null, Seller? seller = null) =>
            catalog.Store.Change(new ChangePhotos("p", change, expected, seller ?? OpenCatalog.One), default);

        Assert.Null((await Change(new AddPhoto(one, null), expected: 1)).Refused);
        Assert.Null((await Change(new AddPhoto(two, 0))).Refused);
        Assert.Equal("product_not_found", (await Change(new AddPhoto(two, 0), seller: OpenCatalog.Two)).Refused?.Code);
        Assert.Equal("version_mismatch", (await Change(new RemovePhoto(two.ImageId), expected: 1)).Refused?.Code);
        Assert.Equal("image_not_found", (await Change(new RemovePhoto("c"))).Refused?.Code);
        await catalog.Reopen();
        var product = await catalog.Show("p");
        Assert.Equal([two, one], ProductPhotos.Read(product.Pictures));
        Assert.Equal($"""["{two.Url}","{one.Url}"]""", product.Images);
        Assert.Equal(3, product.Version);

        await Change(new EditPhoto(two.ImageId, "Two", 5, 1, null));
        await catalog.Edit("p", OpenCatalog.Said(price: 6m));
        Assert.Equal([one, two with { Alt = "Two", FocalX = 1 }], ProductPhotos.Read((await catalog.Show("p")).Pictures));

        // Said as addresses: those it has stay, in the order said, under their own address and under the one they came from.
        await catalog.Edit("p", OpenCatalog.Said(images: [two.Url, "https://example.com/a.jpg?x=1&y=2"]));
        Assert.Equal([two.Hash, one.Hash], ProductPhotos.Read((await catalog.Show("p")).Pictures).Select(photo => photo.Hash));
        await Change(new RemovePhoto(two.ImageId));
        await Change(new RemovePhoto(one.ImageId));
        var bare = await catalog.Show("p");
        Assert.Equal((string.Empty, """["/api/products/p/image.svg"]"""), (bare.Pictures, bare.Images));
        var all = new List<string>();
        await catalog.Store.Each(
            stored =>
            {
                all.Add(stored.Product.Pictures);
                return ValueTask.CompletedTask;
            },
            default
        );
        Assert.Equal([string.Empty], all);
    }

    [Fact]
    public async Task Case_9_everything_comes_back_as_it_was_given()
    {
        const string Attributes =
            """{"text":"ä 日本 שלום 🫖 \" \\ <b>","exact":1.10,"large":12345678901234567890.5,"beyond":9007199254740993"""
            + ""","small":-0.000001,"flag":true,"none":[],"deep":{"a":[1,{"b":null}],"dot.ted":"x","$dollar":2}}""";
        const string Options = """{"size":["S","M"],"colour":["Sage"]}""";
        await using var catalog = await Open();
        await catalog.Add(
            "p",
            OpenCatalog.Said(
                "Mug 日本 🫖",
                5m,
                "Kitchen & Table",
                attributes: Attributes,
                options: Options,
                description: "Two\nlines.",
                images: ["/api/products/a/image.svg", "/api/products/b/image.svg"],
                taxClass: "books",
                includesTax: new(ProductRules.No),
                ships: false,
                grams: 250
            )
        );
        await catalog.Reopen();
        var product = await catalog.Show("p");
        Assert.Equal(
            ("Mug 日本 🫖", "Kitchen & Table", "Two\nlines.", "vendor-1", (string?)null),
            (product.Name, product.Category, product.Description, product.VendorId, product.ParentId)
        );
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(Attributes).RootElement, JsonDocument.Parse(product.Attributes).RootElement),
            product.Attributes
        );
        Assert.True(
            JsonElement.DeepEquals(JsonDocument.Parse(Options).RootElement, JsonDocument.Parse(product.Options!).RootElement),
            product.Options
        );
        Assert.Equal("""["/api/products/a/image.svg","/api/products/b/image.svg"]""", product.Images);
        Assert.Equal(catalog.Clock.GetUtcNow().ToUnixTimeMilliseconds(), product.UpdatedMs);
        Assert.Equal(("books", (bool?)false), (product.TaxClass, product.PricesIncludeTax));
        Assert.Equal((false, 250L), (product.RequiresShipping, product.WeightG));

        // What is not said stays, and a product of which nothing was said has the class that most have.
        await catalog.Edit("p", OpenCatalog.Said(price: 6m));
        await catalog.Add("q");
        var (kept, plain) = (await catalog.Show("p"), await catalog.Show("q"));
        Assert.Equal(("books", false, 250L), (kept.TaxClass, kept.RequiresShipping, kept.WeightG));
        Assert.Equal(("standard", true, 0L), (plain.TaxClass, plain.RequiresShipping, plain.WeightG));
        Assert.Equal((false, null), (kept.PricesIncludeTax, plain.PricesIncludeTax));
        await catalog.Edit("p", OpenCatalog.Said(taxClass: "zero", ships: true, grams: 90, price: 0));
        var after = await catalog.Show("p");
        Assert.Equal(("zero", true, 90L, 0L), (after.TaxClass, after.RequiresShipping, after.WeightG, after.PriceMinor));

        // Null takes it back to the shop's rule; a word that is none is refused.
        await catalog.Edit("p", OpenCatalog.Said(includesTax: new(ProductRules.Yes)));
        Assert.True((await catalog.Show("p")).PricesIncludeTax);
        await catalog.Edit("p", OpenCatalog.Said(includesTax: new(null)));
        Assert.Null((await catalog.Show("p")).PricesIncludeTax);
        Assert.Equal("validation_failed", (await catalog.Edit("p", OpenCatalog.Said(includesTax: new("maybe")))).Refused!.Code);
    }

    [Fact]
    public async Task What_is_moved_comes_back_whole_and_numbers_go_on_behind_it()
    {
        await using var catalog = await Open();
        StoredProduct[] moved =
        [
            new(
                new(3, "parent", 7, "Parent", "", "c", "vendor-1", null, 100, "USD", "{}", null, "[]", null, 1, false, false, 50, 1),
                10,
                0
            ),
            new(new(5, "child", 2, "Child", "", "c", "vendor-1", null, 100, "USD", "{}", null, "[]", "parent", 0, true, false, 60), 20, 1),
            new(new(9, "gone", 4, "Gone", "", "c", "vendor-1", null, 100, "USD", "{}", null, "[]", null, 0, false, true, 70), 30, 0),
        ];
        await catalog.Add("old");
        await catalog.Store.Fill(moved.ToAsyncEnumerable(), over: false, default);
        Assert.Empty(await catalog.Store.Find(["parent"]));
        await catalog.Store.Fill(moved.ToAsyncEnumerable(), over: true, default);
        var there = new List<StoredProduct>();
        await catalog.Store.Each(
            product =>
            {
                there.Add(product);
                return ValueTask.CompletedTask;
            },
            default
        );
        Assert.Equal(moved, there);
        await catalog.Add("next");
        Assert.Equal((true, 0), ((await catalog.Show("next")).Number > 9, (await catalog.Store.Find(["old"])).Count));
    }

    private static ProductQuery InStock { get; } = ProductQuery.Of(new(null, null, null, null, null, "true", null, null)).Value;
}
