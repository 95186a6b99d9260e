// A lower price for a time: every reader sees the price of its moment, whether or not anybody has written it anew.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SaleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_price_changes_with_the_second_on_which_the_sale_begins_and_ends()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await Scheduled(catalog);
        foreach (var (after, price, compared) in new[] { (59, 5m, (decimal?)null), (1, 4m, 5m), (59, 4m, 5m), (1, 5m, null) })
        {
            catalog.Clock.Advance(TimeSpan.FromSeconds(after));
            var shown = await catalog.Show(id);
            Assert.Equal(price, shown.GetProperty("price").GetDecimal());
            Assert.Equal(compared, shown.TryGetProperty("compare_at_price", out var from) ? from.GetDecimal() : null);
            Assert.Equal(compared is not null, shown.TryGetProperty("sale", out _));

            // What carts, quotes and orders ask, the page of a list, and programs outside.
            var told = (await catalog.Read.GetProducts(new() { ProductIds = { id } }, default)).Value.Products.Single();
            Assert.Equal((long)(price * 100), told.PriceMinor);
            var listed = (await catalog.List(TestCatalog.Query())).GetProperty("items")[0];
            Assert.Equal(price, listed.GetProperty("price").GetDecimal());
            var detail = Assert.Single(
                await catalog.Database.Read(sql => ProductSql.Details(sql, [id], catalog.Clock.GetUtcNow().ToUnixTimeMilliseconds()))
            );
            Assert.Equal((long)(price * 100), detail.Price);
        }
    }

    [Fact]
    public async Task A_product_that_is_made_with_a_sale_is_told_at_its_price_and_turned_in_time()
    {
        await using var catalog = await TestCatalog.Open();
        var ends = catalog.Clock.GetUtcNow().AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var sold = TestCatalog.Product() with { Sale = Json($$"""{"price": 4, "ends_at": "{{ends}}"}""") };
        await catalog.Add(sold);
        var (topic, facts) = Assert.Single(await catalog.Told());
        Assert.Equal((Topics.ProductChanged, 400L), (topic, facts.Price));

        // Raised already, so that nothing has to be waited for.
        var raised = catalog.Shelf.Scheduled.Wait(TimeSpan.FromDays(1), catalog.Clock, default);
        Assert.True(raised.IsCompleted);

        // What follows in the same batch sees the sale.
        await catalog.Store.ChangeMany(
            [
                new CreateProduct("batch", sold, TestCatalog.One),
                new EditProduct("batch", Only() with { Name = "Named" }, null, TestCatalog.One),
            ],
            (_, _) => ValueTask.FromResult<Outcome<bool>>(true),
            default
        );
        Assert.Equal(400, Assert.Single(await catalog.Store.Find(["batch"])).Sale?.PriceMinor);
        Assert.All((await catalog.Told()).Where(told => told.Facts.ProductId == "batch"), told => Assert.Equal(400, told.Facts.Price));
    }

    [Fact]
    public async Task A_tag_of_before_the_sale_is_not_that_of_the_sale()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await Scheduled(catalog);
        var before = (await catalog.Read.One(id)).Value;
        catalog.Clock.Advance(TimeSpan.FromMinutes(1));
        var live = (await catalog.Read.One(id)).Value;
        Assert.Equal(before.Row.Version, live.Row.Version);
        Assert.NotEqual(before.ETag(3), live.ETag(3));
    }

    [Fact]
    public async Task What_is_looked_for_by_price_and_what_others_hear_follow_when_the_price_is_turned()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await Scheduled(catalog, Day);
        var turn = new TurnPrices(catalog.Store, catalog.Shelf, catalog.Clock, NullLogger<TurnPrices>.Instance);
        var begins = catalog.Clock.GetUtcNow().Add(Day).ToUnixTimeMilliseconds();
        Assert.Equal(begins, await turn.Turn(default));
        Assert.Empty(await catalog.Names(TestCatalog.Query(max: "4")));

        catalog.Clock.Advance(Day);
        Assert.Equal(begins + 86_400_000, await turn.Turn(default));
        Assert.Equal(["Thing"], await catalog.Names(TestCatalog.Query(max: "4")));
        Assert.Equal((400L, 500L), Last(await catalog.Told()));

        catalog.Clock.Advance(Day);
        Assert.Null(await turn.Turn(default));
        Assert.Empty(await catalog.Names(TestCatalog.Query(max: "4")));
        Assert.Equal((500L, 400L), Last(await catalog.Told()));

        // What is over is taken away, and what it was stays in the history.
        var row = (await catalog.Store.Find([id]))[0];
        Assert.Null(row.Sale);
        Assert.Equal(
            [(begins - 86_400_000, 500L, 0L), (begins, 400, 500), (begins + 86_400_000, 500, 0)],
            PriceHistory.Of(row).Select(point => (point.AtMs, point.PriceMinor, point.CompareAtMinor))
        );
        Assert.Null(await turn.Turn(default));
        Assert.Equal(2, (await catalog.Told()).Count(told => told.Topic == Topics.ProductPriceChanged));
    }

    [Fact]
    public async Task The_one_who_turns_prices_wakes_when_the_time_has_come()
    {
        await using var catalog = await TestCatalog.Open();
        using var turn = new TurnPrices(catalog.Store, catalog.Shelf, catalog.Clock, NullLogger<TurnPrices>.Instance);
        await turn.StartAsync(default);
        var id = await Scheduled(catalog);

        // On PostgreSQL it looks every second, on SQLite it waits for the minute: both have looked once a timer of that length runs.
        for (var tries = 0; (await catalog.Store.Find([id]))[0].Version == 1; tries++)
        {
            Assert.InRange(tries, 0, 600);
            await catalog.Clock.Waits(1, TimeSpan.FromMinutes(1));
            catalog.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await turn.StopAsync(default);
        Assert.Equal(400, (await catalog.Read.One(id)).Value.Row.PriceMinor);
    }

    [Fact]
    public async Task The_lowest_price_of_thirty_days_beside_a_sale_is_that_before_it_whoever_wrote_what_when()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await Scheduled(catalog, Day);
        catalog.Clock.Advance(1.5 * Day);
        var unwritten = (await catalog.Show(id)).GetProperty("lowest_price_30d").GetDecimal();
        Assert.Null((await catalog.Change.Edit(id, Only() with { Description = "Another." }, null, TestCatalog.One, default)).Refused);
        Assert.Equal((5m, 5m), (unwritten, (await catalog.Show(id)).GetProperty("lowest_price_30d").GetDecimal()));

        // A second one, a week later, has the first one before it.
        catalog.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Null(
            (await catalog.Change.Edit(id, Sale("""{"price": 4.5, "ends_at": "2027-01-01"}"""), null, TestCatalog.One, default)).Refused
        );
        Assert.Equal(4m, (await catalog.Show(id)).GetProperty("lowest_price_30d").GetDecimal());
    }

    [Fact]
    public async Task A_sale_is_taken_away_by_null_and_ended_by_a_price_that_is_not_above_it()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await Scheduled(catalog);
        catalog.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await catalog.Change.Edit(id, Only() with { Price = 3m, Currency = "USD" }, null, TestCatalog.One, default)).Refused);
        Assert.Null((await catalog.Store.Find([id]))[0].Sale);
        Assert.Equal(3m, (await catalog.Show(id)).GetProperty("price").GetDecimal());

        Assert.Null(
            (await catalog.Change.Edit(id, Sale("""{"price": 2, "starts_at": "2025-01-01"}"""), null, TestCatalog.One, default)).Refused
        );
        Assert.Equal(2m, (await catalog.Show(id)).GetProperty("price").GetDecimal());
        Assert.Null((await catalog.Change.Edit(id, Sale("null"), null, TestCatalog.One, default)).Refused);
        Assert.Equal(3m, (await catalog.Show(id)).GetProperty("price").GetDecimal());
    }

    [Theory]
    [InlineData("""{"price": 5, "ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"price": 6, "ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"price": 4.001, "ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"price": -1, "ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"price": "4", "ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"ends_at": "2027-01-01"}""", "sale.price")]
    [InlineData("""{"price": 4}""", "sale")]
    [InlineData("""{"price": 4, "starts_at": "2027-01-02", "ends_at": "2027-01-01"}""", "sale.ends_at")]
    [InlineData("""{"price": 4, "starts_at": "2026-03-29T02:30"}""", "sale.starts_at")]
    [InlineData("""{"price": 4, "starts_at": 5}""", "sale.starts_at")]
    [InlineData("""{"price": 4, "until": "2027-01-01"}""", "sale.until")]
    [InlineData("7", "sale")]
    public async Task What_is_wrong_with_a_sale_is_named(string sale, string member)
    {
        await using var catalog = await TestCatalog.Open();
        var refused = (
            await catalog.Change.Create(TestCatalog.Product() with { Sale = Json(sale), Zone = Berlin }, TestCatalog.One, default)
        ).Refused!;
        Assert.Contains(member, refused.Facts!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Days_of_a_sale_are_those_of_the_shop()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await catalog.Add(
            TestCatalog.Product() with
            {
                Sale = Json("""{"price": 4, "starts_at": "2026-11-27", "ends_at": "2026-11-27"}"""),
                Zone = Berlin,
            }
        );
        var shown = ScheduledSaleBody.Of((await catalog.Store.Find([id]))[0], Berlin, 0);
        Assert.Equal(
            ("scheduled", (decimal?)4m, 5m, "2026-11-27T00:00", "2026-11-28T00:00"),
            (shown.State, shown.Price, shown.RegularPrice, shown.StartsAtLocal, shown.EndsAtLocal)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 23, 0, 0, TimeSpan.Zero), shown.StartsAt);

        // Shoppers hear of it when it begins.
        Assert.False((await catalog.Show(id)).TryGetProperty("sale", out _));
    }

    // From in a minute, or in a day, until in two.
    private static Task<string> Scheduled(TestCatalog catalog, TimeSpan? lead = null)
    {
        var now = catalog.Clock.GetUtcNow();
        var after = lead ?? TimeSpan.FromMinutes(1);
        return catalog.Add(
            TestCatalog.Product() with
            {
                Sale = Json(
                    $$"""{"price": 4, "starts_at": "{{now + after:yyyy-MM-ddTHH:mm:ssZ}}", "ends_at": "{{now + after + after:yyyy-MM-ddTHH:mm:ssZ}}"}"""
                ),
            }
        );
    }

    private static (long, long) Last(List<(string Topic, ProductFacts Facts)> told)
    {
        var (_, facts) = told.Last(each => each.Topic == Topics.ProductPriceChanged);
        return (facts.Price, facts.OldPrice!.Value);
    }

    private static ProductInput Sale(string sale) => Only() with { Sale = Json(sale) };

    private static ProductInput Only() => new(null, null, null, null, null, default, default, default, null, null);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
