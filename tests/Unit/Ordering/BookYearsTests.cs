// How long an order names its buyer, by country; and that it does not any longer then, while it still verifies.
using System.Globalization;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class BookYearsTests
{
    [Theory]
    [InlineData(null, "DE", "2016-06-30", "2025-01-01")]
    [InlineData(null, "FR", "2016-06-30", "2027-01-01")]
    [InlineData(null, "AT", "2016-12-31", "2024-01-01")]
    [InlineData("DE", "DE", "2016-06-30", "2025-01-01")]
    [InlineData("DE", "AT", "2016-06-30", "2027-01-01")] // From one member state to another: ten years.
    [InlineData("DE", "US", "2016-06-30", "2025-01-01")] // The longer one of both.
    [InlineData("US", "CH", "2016-06-30", "2027-01-01")]
    [InlineData(null, "BR", "2016-06-30", "2027-01-01")] // No row: ten years.
    [InlineData("AT", "AT", "2017-01-01", "2025-01-01")]
    public void An_order_names_its_buyer_for_as_long_as_the_books_of_shop_and_buyer_ask(
        string? home,
        string country,
        string changed,
        string until
    )
    {
        Assert.Equal(At(until), Years(home).Until(country, At(changed).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void A_shop_says_other_years_and_counts_them_by_its_own_calendar()
    {
        var years = Years("DE", ("Retention:Orders:DE", "10"), ("Shop:TimeZone", "America/New_York"));

        // Three in the morning of the first of January is still the old year in New York.
        Assert.Equal(
            new DateTimeOffset(2026, 1, 1, 5, 0, 0, TimeSpan.Zero),
            years.Until("DE", new DateTimeOffset(2016, 1, 1, 3, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds())
        );
        Assert.Contains("no country", Refused("Retention:Orders:Deutschland", "10"), StringComparison.Ordinal);
        Assert.Contains("Retention:Orders:DE", Refused("Retention:Orders:DE", "0"), StringComparison.Ordinal);

        static string Refused(string key, string value) => Assert.Throws<ConfigurationRefused>(() => Years("DE", (key, value))).Message;
    }

    [Fact]
    public void Every_member_state_has_a_row_with_its_source()
    {
        var rows = BookYears.BuiltIn().ToList();
        Assert.Empty(TaxRows.States.Except(rows.Select(row => row.Country)));
        Assert.All(
            rows,
            row => Assert.True(row.Source.Length > 10 && row.Years is >= 5 and <= 11 && Countries.IsKnown(row.Country), row.Country)
        );
        Assert.Equal(rows.Count, rows.Select(row => row.Country).Distinct().Count());
    }

    [Fact]
    public async Task Old_orders_forget_their_buyers_and_still_hold_and_the_log_says_so()
    {
        await using var world = await OrderingWorld.Open();
        var gb = OrderingWorld.Home with { Name = "Wilhelmina Quillfeather", Country = "GB" };
        var first = await Bought(gb);
        Assert.Null((await world.Moving.Cancel(first, null, new Actor("admin", "root"), default)).Refused);
        await world.Settled(first);
        var open = await Bought(gb);
        var forget = new ForgetBuyers(
            world.Database,
            Years(null),
            world.Erasing,
            world.Seals,
            world.Ids,
            world.Clock,
            NullLogger<ForgetBuyers>.Instance
        );
        Assert.Equal(0, await forget.Round(default));

        // Six years after the year of its last change, and not a day before; once a day is enough.
        var due = Years(null).Until("GB", (await world.Store.Get(first))!.UpdatedMs);
        world.Clock.Advance(due - world.Clock.GetUtcNow() - TimeSpan.FromDays(1.5));
        Assert.Equal(0, await forget.Round(default));
        world.Clock.Advance(TimeSpan.FromDays(1.5));
        Assert.Equal(1, await forget.Round(default));
        Assert.Equal(0, await forget.Round(default));
        Assert.Equal(string.Empty, (await world.Store.Get(first))!.Terms.Address.Name);
        Assert.Equal("GB", (await world.Store.Get(first))!.Terms.Address.Country);
        Assert.Equal(gb.Name, (await world.Store.Get(open))!.Terms.Address.Name);
        await world.AssertTimelineHolds((await world.Store.Get(first))!);
        var logged = Assert.Single(await world.Database.Read(sql => ErasureSql.List(sql, null, 10)));
        Assert.Equal(("retention", 1L, (string?)null), (logged.By.Role, logged.Orders, logged.UserId));
        Assert.Equal("person.erased", (await world.Store.Timeline(first, 0, 100))[^1].Type);

        async Task<string> Bought(PostalAddress to)
        {
            world.Shop.Fill("wil", ("p1", 2), ("p3", 1));
            var placed = await world.Place(new("wil", false, "wil@example.com", to, "standard", "tok_visa", null, null, null, null));
            return (await world.Settled(placed.Id)).Id;
        }
    }

    private static BookYears Years(string? home, params (string Key, string Value)[] set) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(set.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value)))
                .Build(),
            home
        );

    private static DateTimeOffset At(string day) => new(DateTime.Parse(day, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
