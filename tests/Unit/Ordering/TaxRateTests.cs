// The shop's own rows of rates: written with a version, never two for one day, before all others, and by the shop's clock.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class TaxRateTests
{
    private static readonly TaxRateBody British = new("GB", 17.5m, true);

    [Fact]
    public async Task A_row_holds_from_its_first_day_on_and_orders_before_keep_their_tax()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var before = await world.Place(OrderingWorld.Wish());
        Assert.Equal((20_000, "GB", "taxed"), (before.Terms.Taxes![0].Milli, before.Terms.Taxes[0].Place, before.Terms.Taxes[0].Reason));
        Assert.Equal("standard", Assert.Single(before.Terms.Lines).TaxClass);

        // The test's clock stands on 15 January 2026.
        await Write(world, British with { ValidFrom = new(2026, 1, 16) });
        world.Shop.Fill("bob", ("p1", 1));
        Assert.Equal(20_000, (await world.Place(OrderingWorld.Wish("bob"))).Terms.Taxes![0].Milli);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Shop.Fill("cid", ("p1", 1));
        Assert.Equal(17_500, (await world.Place(OrderingWorld.Wish("cid"))).Terms.Taxes![0].Milli);
        Assert.Equal(20_000, (await world.Store.Get(before.Id))!.Terms.Taxes![0].Milli);

        // And after a start, when memory is empty.
        await world.CrashAndRestart();
        world.Shop.Fill("dan", ("p1", 1));
        Assert.Equal(17_500, (await world.Place(OrderingWorld.Wish("dan"))).Terms.Taxes![0].Milli);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-06-30T21:59:59Z", 20_000)]
    [InlineData("Europe/Berlin", "2026-06-30T22:00:00Z", 17_500)]
    [InlineData("America/New_York", "2026-07-01T03:59:59Z", 20_000)]
    [InlineData("America/New_York", "2026-07-01T04:00:00Z", 17_500)]
    [InlineData("Pacific/Auckland", "2026-06-30T12:00:00Z", 17_500)]
    [InlineData("UTC", "2026-06-30T23:59:59Z", 20_000)]
    public async Task A_day_begins_at_the_midnight_of_the_shop(string zone, string at, long milli)
    {
        await using var world = await OrderingWorld.Open();
        world.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        await world.CrashAndRestart();
        await Write(world, British with { ValidFrom = new(2026, 7, 1) });
        world.Clock.Advance(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) - world.Clock.GetUtcNow());
        world.Shop.Fill("ada", ("p1", 1));
        Assert.Equal(milli, (await world.Place(OrderingWorld.Wish())).Terms.Taxes![0].Milli);
    }

    [Fact]
    public async Task The_day_of_an_order_is_that_of_its_own_clock_whatever_the_summer_does()
    {
        await using var world = await OrderingWorld.Open();
        world.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        world.Shop.Products["p2"].TaxClass = "reduced";
        await world.CrashAndRestart();

        // In winter an hour before UTC's midnight is the shop's next day; read in summer it is so still.
        await Write(world, British with { TaxClass = "reduced", Percent = 6m, ValidFrom = new(2026, 1, 16), ValidTo = new(2026, 1, 16) });
        world.Clock.Advance(new DateTimeOffset(2026, 1, 15, 23, 0, 0, TimeSpan.Zero) - world.Clock.GetUtcNow());
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        world.Clock.Advance(TimeSpan.FromDays(170));
        var edited = (await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), new("admin", "boss"), default)).Value;
        Assert.Equal(6_000, edited.Terms.Taxes!.Single(tax => tax.Class == "reduced").Milli);
    }

    [Fact]
    public async Task Two_rows_for_one_class_place_and_day_are_refused_by_name()
    {
        await using var world = await OrderingWorld.Open();
        var first = await Write(world, British with { ValidFrom = new(2026, 1, 1), ValidTo = new(2026, 6, 30) });
        var refused = (await world.EditingRates.Create(British with { ValidFrom = new(2026, 6, 30) }, "boss", default)).Refused!;
        Assert.Equal(
            (RefusalKind.Conflict, "tax_rate_overlaps", first.Id),
            (refused.Kind, refused.Code, (string?)refused.Facts!["tax_rate_id"])
        );
        Assert.Contains(
            "GB standard from 2026-06-30 overlaps GB standard from 2026-01-01 to 2026-06-30 (17.5 %)",
            refused.Detail,
            StringComparison.Ordinal
        );
        var second = await Write(world, British with { ValidFrom = new(2026, 7, 1) });
        await Write(world, British with { TaxClass = "books" });
        await Write(world, British with { Region = "GB-SCT" });
        await Write(world, British with { PostalPrefix = "EC1" });

        // Nor can a change make them meet.
        var meets = await world.EditingRates.Change(second.Id, new JsonObject { ["valid_from"] = "2026-06-01" }, null, "boss", default);
        Assert.Equal("tax_rate_overlaps", meets.Refused!.Code);
        Assert.Equal(
            "tax_rate_overlaps",
            (await world.EditingRates.Change(second.Id, new JsonObject { ["valid_from"] = null }, 1, "boss", default)).Refused!.Code
        );
    }

    [Fact]
    public async Task Rows_are_listed_by_country_by_class_and_page_by_page()
    {
        await using var world = await OrderingWorld.Open();
        var (first, second) = (await Write(world, British), await Write(world, British with { TaxClass = "books" }));
        var third = await Write(world, new("DE", 7m, true, TaxClass: "books"));
        async Task<string[]> Page(string after, string? country, string? taxClass, int limit = 10) =>
            [.. (await world.Database.Read(sql => TaxRateSql.Page(sql, after, country, taxClass, limit))).Select(rate => rate.Id)];
        Assert.Equal([first.Id, second.Id, third.Id], await Page(string.Empty, null, null));
        Assert.Equal([first.Id, second.Id], await Page(string.Empty, "GB", null));
        Assert.Equal([second.Id, third.Id], await Page(string.Empty, null, "books"));
        Assert.Equal([third.Id], await Page(string.Empty, "DE", "books"));
        Assert.Equal([second.Id], await Page(first.Id, null, null, 1));
    }

    [Theory]
    [InlineData("percent", "GB", 190, null, null, null, null)]
    [InlineData("percent", "GB", 19.0001, null, null, null, null)]
    [InlineData("percent", "GB", -1, null, null, null, null)]
    [InlineData("country", "UK", 20, null, null, null, null)]
    [InlineData("region", "US", 5, "Nowhere", null, null, null)]
    [InlineData("postal_prefix", "US", 5, "OR", "97201", null, null)]
    [InlineData("postal_prefix", "US", 5, null, "--", null, null)]
    [InlineData("tax_class", "GB", 5, null, null, "Books!", null)]
    [InlineData("reason", "GB", 5, null, null, null, "export")]
    [InlineData("reason", "GB", 0, null, null, null, "taxed")]
    public void A_row_that_means_nothing_is_refused_by_its_member(
        string field,
        string country,
        double percent,
        string? region,
        string? postal,
        string? taxClass,
        string? reason
    )
    {
        var refused = new TaxRateBody(country, (decimal)percent, true, region, postal, taxClass, Reason: reason).Checked().Refused!;
        Assert.Equal("validation_failed", refused.Code);
        Assert.NotNull(refused.Facts!["errors"]![field]);
    }

    [Fact]
    public async Task A_change_is_made_at_the_version_seen_and_every_change_is_kept()
    {
        await using var world = await OrderingWorld.Open();
        var rate = await Write(world, British);
        var changed = (await world.EditingRates.Change(rate.Id, new JsonObject { ["percent"] = 18 }, 1, "boss", default)).Value;
        Assert.Equal((2, 18_000), (changed.Version, changed.Row.Milli));
        Assert.Equal(
            "version_mismatch",
            (await world.EditingRates.Change(rate.Id, new JsonObject { ["percent"] = 19 }, 1, "boss", default)).Refused!.Code
        );
        Assert.Equal("version_mismatch", (await world.EditingRates.Delete(rate.Id, 1, "boss", default)).Refused!.Code);
        Assert.Equal(
            "unknown_member",
            (await world.EditingRates.Change(rate.Id, new JsonObject { ["rate"] = 19 }, 2, "boss", default)).Refused!.Code
        );
        Assert.Equal(
            "validation_failed",
            (await world.EditingRates.Change(rate.Id, new JsonObject { ["percent"] = "x" }, 2, "boss", default)).Refused!.Code
        );
        Assert.Equal(
            "validation_failed",
            (await world.EditingRates.Change(rate.Id, new JsonObject { ["percent"] = 190 }, 2, "boss", default)).Refused!.Code
        );
        Assert.True((await world.EditingRates.Delete(rate.Id, 2, "eve", default)).Value);
        Assert.False((await world.EditingRates.Delete(rate.Id, null, "eve", default)).Value);
        Assert.Equal("tax_rate_not_found", (await world.EditingRates.Change(rate.Id, [], null, "boss", default)).Refused!.Code);
        var changes = await world.Database.Read(sql => TaxRateSql.Changes(sql, rate.Id, 0, 10));
        Assert.Equal([("created", "boss"), ("changed", "boss"), ("deleted", "eve")], changes.Select(one => (one.Action, one.ActorId)));
        Assert.Equal([17.5m, 18m, null], changes.Select(one => EditTaxRates.Read(one.Content)?.Percent));
    }

    [Fact]
    public async Task The_shops_rows_go_before_others_of_their_place_and_a_deleted_one_lets_them_hold_again()
    {
        await using var world = await OrderingWorld.Open();
        async Task<string> Rate(string country, string? region = null, string postal = "1", string taxClass = "standard") =>
            (await world.Rates.Book()).Find(TaxAddress.Of(country, region, postal), taxClass, new(2026, 1, 15), out _) is { } row
                ? $"{row.Milli} {row.Origin}"
                : "none";
        Assert.Equal("19000 BuiltIn", await Rate("DE"));
        Assert.Equal("none", await Rate("DE", null, "27498"));
        var german = await Write(world, new("DE", 16m, true));
        Assert.Equal("16000 Shop", await Rate("DE"));
        Assert.Equal("7000 BuiltIn", await Rate("DE", taxClass: "reduced"));
        Assert.Equal("16000 Shop", await Rate("DE", null, "27498"));
        await Write(world, new("DE", 0m, true, PostalPrefix: "27498", TaxClass: "*", Reason: "exempt"));
        Assert.Equal("0 Shop", await Rate("DE", null, "27498", "reduced"));
        await world.EditingRates.Delete(german.Id, null, "boss", default);
        Assert.Equal("19000 BuiltIn", await Rate("DE"));
        await Write(world, new("US", 9.5m, false, PostalPrefix: "902"));
        await Write(world, new("US", 9.75m, false, PostalPrefix: "90210"));
        Assert.Equal(
            ["9750 Shop", "9500 Shop", "7250 BuiltIn"],
            [await Rate("US", "CA", "90210-1234"), await Rate("US", "CA", "90211"), await Rate("US", "CA", "94105")]
        );
    }

    [Fact]
    public void Among_ten_thousand_rows_each_postal_code_finds_its_own()
    {
        var rows = Enumerable
            .Range(10_000, 10_000)
            .Select(code => new TaxRow(
                new("US", Postal: $"{code}"),
                "standard",
                code - 9_000,
                false,
                null,
                null,
                "staff",
                null,
                TaxOrigin.Shop
            ));
        var book = new TaxBook([.. TestTaxes.Rows(("Tax:BuiltIn", "standard,us")).All, .. rows]);
        for (var code = 10_000; code < 20_000; code++)
        {
            Assert.Equal(code - 9_000, book.Find(TaxAddress.Of("US", "NY", $"{code}"), "standard", TestTaxes.Day, out _)!.Milli);
        }

        Assert.Equal(4_000, book.Find(TaxAddress.Of("US", "NY", "20000"), "standard", TestTaxes.Day, out _)!.Milli);
    }

    [Fact]
    public async Task An_example_shows_both_sides_of_a_row_and_writes_nothing()
    {
        await using var world = await OrderingWorld.Open();
        var asked = new TaxExampleBody("DE", 119m, "EUR", TaxClass: "books");
        var nothing = (await world.Example.Of(asked)).Value;
        Assert.Contains("on goods of the class books", nothing.Now.Problem, StringComparison.Ordinal);
        Assert.Null(nothing.Then);
        var both = (await world.Example.Of(asked with { Row = new("DE", 7m, true, TaxClass: "books", ValidFrom: new(2027, 1, 1)) })).Value;
        Assert.NotNull(both.Now.Problem);
        Assert.Equal(new("DE", 7m, true, "taxed", 111.21m, 7.79m, 119m, null), both.Then);
        Assert.NotNull((await world.Example.Of(asked)).Value.Now.Problem);
        Assert.Equal("validation_failed", (await world.Example.Of(asked with { Row = new("DE", 190m, true) })).Refused!.Code);
        Assert.Equal("validation_failed", (await world.Example.Of(asked with { Country = "UK" })).Refused!.Code);
        Assert.Equal("vat_number_invalid", (await world.Example.Of(asked with { VatNumber = "DE1" })).Refused!.Code);

        // The row that is being changed does not count beside its change.
        var rate = await Write(world, new("DE", 5m, true, TaxClass: "books"));
        var changed = await world.Example.Of(asked with { Row = new("DE", 7m, true, TaxClass: "books"), TaxRateId = rate.Id });
        Assert.Equal((5m, 7m), (changed.Value.Now.Percent, changed.Value.Then!.Percent));
    }

    [Fact]
    public async Task An_edit_keeps_what_was_agreed_on_and_a_class_new_to_the_order_pays_what_was_due_on_its_day()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Products["p2"].TaxClass = "reduced";
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        await Write(world, British);
        await Write(world, British with { TaxClass = "reduced", Percent = 6m, ValidFrom = new(2026, 1, 16) });
        world.Clock.Advance(TimeSpan.FromDays(2));
        var edited = (await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), new("admin", "boss"), default)).Value;
        Assert.Equal([("standard", 20_000L), ("reduced", 5_000L)], edited.Terms.Taxes!.Select(tax => (tax.Class, tax.Milli)));
        Assert.Equal(edited.Terms.TaxIncluded + edited.Terms.Tax, edited.Terms.Taxes!.Sum(tax => tax.Amount));
        Assert.Equal(OrderSealOf(edited), OrderSealOf((await world.Store.Take(order.Id))!));
    }

    private static string? OrderSealOf(Cartwright.Ordering.Order order) => order.Seal?.Mac;

    private static async Task<ShopRate> Write(OrderingWorld world, TaxRateBody body) =>
        (await world.EditingRates.Create(body, "boss", default)).Value;
}
