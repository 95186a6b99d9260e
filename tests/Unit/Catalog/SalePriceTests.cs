// A reduced price, and whom to turn to about safety: what is refused, what is shown, and what an import says.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SalePriceTests
{
    private const string Maker =
        """{"manufacturer_name":"Works","manufacturer_address":"1 Street\nBerlin","manufacturer_contact":"safety@example.com","warnings":"Hot."}""";

    [Fact]
    public async Task A_reduced_price_is_shown_with_what_it_was_and_the_lowest_of_thirty_days()
    {
        await using var catalog = await Open();
        var id = (await catalog.Change.Create(New(100m), One, default)).Value;
        Assert.False((await catalog.Show(id)).TryGetProperty("lowest_price_30d", out _));

        // Not above the price: refused, and nothing changes.
        foreach (var wrong in new[] { "100", "99.99", "0", "-1", "\"120\"" })
        {
            var refused = (await Patch(catalog, id, $$"""{"compare_at_price":{{wrong}}}""")).Refused;
            Assert.Contains("compare_at_price", refused?.Facts?.ToJsonString() ?? string.Empty, StringComparison.Ordinal);
        }

        catalog.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Null((await Patch(catalog, id, """{"price":80,"compare_at_price":120}""")).Refused);
        var shown = await catalog.Show(id);
        Assert.Equal(
            (80m, 120m, 100m),
            (
                shown.GetProperty("price").GetDecimal(),
                shown.GetProperty("compare_at_price").GetDecimal(),
                shown.GetProperty("lowest_price_30d").GetDecimal()
            )
        );
        var listed = (await catalog.List(Query())).GetProperty("items")[0];
        Assert.Equal(100m, listed.GetProperty("lowest_price_30d").GetDecimal());

        // Another name changes neither; it stays over a restart; a price that is not below it any more ends the reduction.
        catalog.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Null((await Patch(catalog, id, """{"name":"Other"}""")).Refused);
        await catalog.Restart();
        Assert.Equal(100m, (await catalog.Show(id)).GetProperty("lowest_price_30d").GetDecimal());
        Assert.Null((await Patch(catalog, id, """{"price":120}""")).Refused);
        Assert.False((await catalog.Show(id)).TryGetProperty("compare_at_price", out _));

        // Anew within the thirty days: the sale of before counts. Null ends it.
        catalog.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Null((await Patch(catalog, id, """{"price":90,"compare_at_price":120}""")).Refused);
        Assert.Equal(80m, (await catalog.Show(id)).GetProperty("lowest_price_30d").GetDecimal());
        Assert.Null((await Patch(catalog, id, """{"compare_at_price":null}""")).Refused);
        Assert.False((await catalog.Show(id)).TryGetProperty("lowest_price_30d", out _));
    }

    [Fact]
    public async Task An_import_says_reductions_and_safety_and_one_that_knows_prices_alone_is_not_refused()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            """
            product_id,name,price,currency,category,compare_at_price,safety.manufacturer_name,safety.manufacturer_address,safety.manufacturer_contact
            a,Lamp,100,EUR,Lights,,Works,1 Street,safety@example.com
            b,Lamp,100,EUR,Lights,90,,,
            c,Lamp,100,EUR,Lights,much,,,
            d,Lamp,100,EUR,Lights,,Works,,
            """
        );
        Assert.Equal((4L, 3L), (job.Done, job.Failed));
        Assert.Equal([3L, 4L, 5L], job.Errors.Select(error => error.Line));
        Assert.Contains("compare_at_price", job.Errors[0].Detail, StringComparison.Ordinal);
        Assert.Contains("safety.manufacturer_name", job.Errors[2].Detail, StringComparison.Ordinal);
        catalog.Clock.Advance(TimeSpan.FromDays(3));
        await catalog.Import("csv", "product_id,price,compare_at_price\na,80,100\n");
        var shown = await catalog.Show("a");
        Assert.Equal(
            (100m, 100m, "Works"),
            (
                shown.GetProperty("compare_at_price").GetDecimal(),
                shown.GetProperty("lowest_price_30d").GetDecimal(),
                shown.GetProperty("safety").GetProperty("manufacturer_name").GetString()
            )
        );
        await catalog.Import("csv", "product_id,price\na,100\n");
        Assert.False((await catalog.Show("a")).TryGetProperty("compare_at_price", out _));
    }

    [Fact]
    public async Task Safety_is_whole_or_refused_and_taken_away_by_null()
    {
        await using var catalog = await Open();
        var id = (await catalog.Change.Create(New(5m) with { Safety = JsonDocument.Parse(Maker).RootElement }, One, default)).Value;
        Assert.Equal("Hot.", (await catalog.Show(id)).GetProperty("safety").GetProperty("warnings").GetString());
        foreach (
            var (wrong, at) in new[]
            {
                ("""{"manufacturer_name":"Works"}""", "safety.manufacturer_name"),
                (Maker.Replace("safety@example.com", "by post", StringComparison.Ordinal), "safety.manufacturer_contact"),
                (Maker.Replace("safety@example.com", "javascript:alert(1)", StringComparison.Ordinal), "safety.manufacturer_contact"),
                ("""{"maker":"Works"}""", "safety"),
                ("""{"warnings":7}""", "safety"),
                ("[]", "safety"),
            }
        )
        {
            var refused = (await Patch(catalog, id, $$"""{"safety":{{wrong}}}""")).Refused;
            Assert.Contains($"\"{at}\"", refused?.Facts?.ToJsonString() ?? string.Empty, StringComparison.Ordinal);
        }

        Assert.Null((await Patch(catalog, id, """{"safety":null}""")).Refused);
        Assert.False((await catalog.Show(id)).TryGetProperty("safety", out _));
    }

    [Fact]
    public void A_vendor_and_the_shop_are_named_where_a_product_names_nobody()
    {
        var contacts = Contacts(
            ("Safety:ManufacturerName", "Shop"),
            ("Safety:ManufacturerAddress", "1 Street"),
            ("Safety:ManufacturerContact", "safety@example.com"),
            ("Safety:Vendors:vendor-1:ManufacturerName", "Vendor"),
            ("Safety:Vendors:vendor-1:ManufacturerAddress", "2 Street"),
            ("Safety:Vendors:vendor-1:ManufacturerContact", "https://vendor.example.com/safety")
        );
        Assert.Equal("Vendor", contacts.Of(Row("vendor-1"))!.ManufacturerName);
        Assert.Equal("Shop", contacts.Of(Row("vendor-2"))!.ManufacturerName);
        Assert.Equal("Works", contacts.Of(Row("vendor-1") with { Safety = Maker })!.ManufacturerName);
        var warned = contacts.Of(Row("vendor-2") with { Safety = """{"warnings":"Hot."}""" })!;
        Assert.Equal(("Shop", "Hot."), (warned.ManufacturerName, warned.Warnings));
        Assert.Null(SafetyContacts.None.Of(Row("vendor-1")));
        Assert.Contains(
            "Safety:Vendors:vendor-1:ManufacturerContact",
            Assert.Throws<ConfigurationRefused>(() => Contacts(("Safety:Vendors:vendor-1:ManufacturerName", "Vendor"))).Message,
            StringComparison.Ordinal
        );
    }

    private static SafetyContacts Contacts(params (string Key, string Value)[] set) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(set.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value)))
                .Build()
        );

    private static CatalogProduct Row(string vendor) =>
        new(1, "p", 1, "n", "d", "c", vendor, null, 1, "EUR", "{}", null, "[]", null, 0, false, false, 0);

    private static ProductInput New(decimal price) => new NewProduct("Lamp", price, "EUR", "Lights").Input;

    private static Task<Cartwright.Contracts.Outcome<string>> Patch(TestCatalog catalog, string id, string body) =>
        catalog.Change.Edit(id, JsonSerializer.Deserialize<ProductPatch>(body, Cartwright.Web.Json.Options)!.Input, null, One, default);
}
