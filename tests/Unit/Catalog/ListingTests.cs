// How products are offered: the rules of their members, and who sees and buys what is not for sale.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Imports;
using Cartwright.Contracts;
using Cartwright.Web;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ListingTests
{
    [Theory]
    [InlineData("96385074", true)]
    [InlineData("036000291452", true)]
    [InlineData("4006381333931", true)]
    [InlineData("10012345678902", true)]
    [InlineData("4006381333932", false)]
    [InlineData("400638133393", false)]
    [InlineData("4006381333931 ", false)]
    [InlineData("٤006381333931", false)]
    [InlineData("", false)]
    public void A_barcode_is_a_gtin_whose_last_digit_is_right(string text, bool right) => Assert.Equal(right, ProductListing.IsGtin(text));

    [Theory]
    [InlineData("""{"status":"hidden"}""", "status")]
    [InlineData("""{"sku":"a\u0007b"}""", "sku")]
    [InlineData("""{"sku":["A"]}""", "sku")]
    [InlineData("""{"barcode":"4006381333932"}""", "barcode")]
    [InlineData("""{"brand":true}""", "brand")]
    [InlineData("""{"tags":["a","  "]}""", "tags[1]")]
    [InlineData("""{"seo":"a title"}""", "seo")]
    [InlineData("""{"seo":{"titel":"x"}}""", "seo.titel")]
    [InlineData("""{"seo":{"title":7}}""", "seo.title")]
    public void What_is_wrong_is_said_under_its_member(string patch, string member)
    {
        var said = JsonSerializer.Deserialize<ProductPatch>(patch, Json.Options)!.Input;
        var refused = ProductRules.Decide("p", Row(), said, One).Refused!;
        Assert.Equal("validation_failed", refused.Code);
        Assert.Equal([member], refused.Facts!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public void More_tags_and_longer_texts_than_the_bounds_are_refused_and_the_bounds_are_not()
    {
        static Refusal? Of(object patch) =>
            ProductRules
                .Decide("p", Row(), JsonSerializer.SerializeToElement(patch).Deserialize<ProductPatch>(Json.Options)!.Input, One)
                .Refused;
        var tags = Enumerable.Range(0, ProductListing.TagsMax + 1).Select(i => "t" + i).ToArray();
        Assert.Null(Of(new { tags = tags[1..], sku = new string('x', ProductListing.SkuCharsMax) }));
        Assert.NotNull(Of(new { tags }));
        Assert.NotNull(Of(new { sku = new string('x', ProductListing.SkuCharsMax + 1) }));
        Assert.NotNull(Of(new { tags = new[] { new string('x', ProductListing.TagCharsMax + 1) } }));
        Assert.NotNull(Of(new { seo = new { title = new string('x', ProductListing.SeoTitleCharsMax + 1) } }));
    }

    [Theory]
    [InlineData(999, "USD", -10, 899)]
    [InlineData(995, "USD", 10, 1095)]
    [InlineData(1, "USD", -99.99, 0)]
    [InlineData(12_345, "KWD", 2.5, 12_654)]
    [InlineData(999, "JPY", 0.05, 999)]
    public void A_price_by_percent_is_rounded_to_what_the_currency_has(long minor, string currency, decimal percent, long expected)
    {
        var said = Percent(percent).Said(Row() with { PriceMinor = minor, Currency = currency }).Value;
        Assert.Equal(Currencies.ToMajor(expected, currency), said.Price);
    }

    [Fact]
    public void A_price_by_amount_keeps_to_its_currency_and_does_not_fall_below_nothing()
    {
        static BulkChange By(decimal amount) => new(null, null, null, null, amount, "USD", null, null);
        Assert.Equal(3.5m, By(-1.5m).Said(Row()).Value.Price);
        Assert.Equal(0m, By(-5m).Said(Row()).Value.Price);
        Assert.Equal("validation_failed", By(-5.01m).Said(Row()).Refused!.Code);
        Assert.Equal("validation_failed", By(0.001m).Said(Row()).Refused!.Code);
        Assert.Equal("currency_differs", By(1m).Said(Row() with { Currency = "EUR" }).Refused!.Code);
    }

    [Fact]
    public void A_change_of_many_that_says_nothing_or_too_much_is_refused_before_any_product_is_looked_at()
    {
        static bool Fits(BulkChange change)
        {
            var check = new Check();
            change.Validate(check);
            return check.Refused is null;
        }

        Assert.True(Fits(Percent(-10)));
        Assert.False(Fits(Percent(0)));
        Assert.False(Fits(Percent(-100)));
        Assert.False(Fits(Percent(1.005m)));
        Assert.False(Fits(new(null, null, null, null, null, null, null, null)));
        Assert.False(Fits(new(null, null, null, 10, 1, "USD", null, null)));
        Assert.False(Fits(new(null, null, null, null, 1, null, null, null)));
        Assert.False(Fits(new("hidden", null, null, null, null, null, null, null)));
    }

    [Fact]
    public void A_history_names_what_differs_and_shortens_what_is_long()
    {
        var before = Row() with { Description = new string('a', 1_000) };
        var after = before with { Version = 2, Description = new string('a', 1_001), ParentWithheld = true };
        var change = ProductHistory.Between(before, after, "user-1", 7)!;
        var changes = JsonSerializer.Deserialize<MemberChange[]>(change.Changes, Json.Options)!;
        Assert.Equal(["description", "parent_withheld"], changes.Select(one => one.Member));
        Assert.Equal(ProductHistory.TextCharsMax + 1, changes[0].To!.Value.GetString()!.Length);
        Assert.Null(ProductHistory.Between(before, before with { Version = 2, UpdatedMs = 9 }, "user-1", 7));
    }

    [Fact]
    public void An_import_says_how_a_product_is_offered_in_columns_of_its_own()
    {
        var layout = new CartwrightLayout(
            ["product_id", "status", "sku", "barcode", "brand", "tags", "seo.title", "seo.description"],
            new(DecimalMark.Point)
        );
        ProductInput Read(string record) =>
            StagedLine
                .Read(StagedLine.Write(layout.Take(2, record, CsvRecord.Parse(record).Value)), TimeZoneInfo.Utc)
                .Single()
                .Parsed.Value.Said;
        var said = Read("p,draft,00-77/X,96385074,Wörks,\"new, winter sale ,\",Title,Words");
        Assert.Equal(("draft", "00-77/X", "96385074", "Wörks"), (said.Status, said.Sku.Value, said.Barcode.Value, said.Brand.Value));
        Assert.Equal(["new", "winter sale"], said.Tags);
        Assert.Equal("""{"title":"Title","description":"Words"}""", said.Seo.GetRawText());

        // An empty field says nothing, and null in a JSON line takes away.
        var quiet = Read("p,,,,,,,");
        Assert.Equal((null, false, false), (quiet.Status, quiet.Sku.IsSaid, quiet.Brand.IsSaid));
        Assert.Null(quiet.Tags);
        using var document = JsonDocument.Parse(ImportLine.JsonLine("""{"product_id":"p","sku":null,"tags":[]}"""u8.ToArray()).Value.Text);
        var taken = ImportLine.Of(document.RootElement).Value.Said;
        Assert.Equal((true, null), (taken.Sku.IsSaid, taken.Sku.Value));
        Assert.Equal([], taken.Tags!);
    }

    [Theory]
    [InlineData(ProductStatus.Draft)]
    [InlineData(ProductStatus.Archived)]
    public async Task What_is_withheld_is_found_and_sold_to_nobody_but_shown_to_those_who_may_change_it(string status)
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Said() with { Status = status });
        Assert.Equal("product_not_found", (await catalog.Read.One(id)).Refused!.Code);
        Assert.Equal("product_not_found", (await catalog.Read.One(id, new Seller("user-2", "vendor-2", false))).Refused!.Code);
        Assert.Null((await catalog.Read.One(id, One)).Refused);
        Assert.Null((await catalog.Read.One(id, new Seller("admin", null, true))).Refused);

        Assert.Empty((await catalog.Read.GetProducts(new() { ProductIds = { id } }, default)).Value.Products);
        var whole = await catalog.Read.GetProducts(new() { ProductIds = { id }, WithheldToo = true }, default);
        Assert.True(Assert.Single(whole.Value.Products).Withheld);
        Assert.Empty(await Details(catalog, id));

        Assert.Null((await catalog.Change.Edit(id, Only() with { Status = ProductStatus.Active }, null, One, default)).Refused);
        Assert.False(Assert.Single((await catalog.Read.GetProducts(new() { ProductIds = { id } }, default)).Value.Products).Withheld);
        Assert.Single(await Details(catalog, id));
    }

    [Fact]
    public async Task A_product_whose_variants_are_all_withheld_is_not_sold_itself()
    {
        await using var catalog = await Open();
        var parent = await catalog.Add(Said() with { Options = Element("""{"Size":["S","M"]}""") });
        var small = await catalog.Add(Variant(parent, "S"));
        var medium = await catalog.Add(Variant(parent, "M"));
        Assert.Null((await catalog.Change.Edit(small, Only() with { Status = ProductStatus.Archived }, null, One, default)).Refused);
        var left = Assert.Single((await catalog.Read.GetProducts(new() { ProductIds = { parent, small } }, default)).Value.Products);
        Assert.Equal([medium], left.VariantIds);
        Assert.Equal([medium], Assert.Single(await Details(catalog, parent)).VariantIds!);

        Assert.Null((await catalog.Change.Edit(medium, Only() with { Status = ProductStatus.Draft }, null, One, default)).Refused);
        Assert.Empty((await catalog.Read.GetProducts(new() { ProductIds = { parent, small, medium } }, default)).Value.Products);
        Assert.Empty(await Details(catalog, parent));
        Assert.Null((await catalog.Read.One(parent)).Refused);
    }

    private static async Task<List<ProductDetail>> Details(TestCatalog catalog, string id) =>
        await catalog.Database.Read(sql => ProductSql.Details(sql, [id], 0));

    private static BulkChange Percent(decimal percent) => new(null, null, null, percent, null, null, null, null);

    private static ProductInput Only() => new(null, null, null, null, null, default, default, default, null, null);

    private static ProductInput Said() => Only() with { Name = "Thing", Price = 5m, Currency = "USD", Category = "Things" };

    private static ProductInput Variant(string parent, string size) =>
        Said() with
        {
            ParentId = new(parent),
            Options = Element($$"""{"Size":"{{size}}"}"""),
        };

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;

    private static CatalogProduct Row() =>
        new(1, "p", 1, "n", "d", "c", "vendor-1", null, 500, "USD", "{}", null, "[]", null, 0, false, false, 0);
}
