// The lists and figures of carts for the shop's people.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class FiguresTests
{
    [Fact]
    public async Task A_sale_that_fails_is_no_sale_and_the_same_cart_goes_on()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await Take(till, "ann", "lost", ("a", 2));
        Assert.Equal((1, 1, 59.98m, 0), await Figures(till));
        await till.Carts.Restore(new RestoreRequest { UserId = "ann", OrderId = "lost" }, default);
        Assert.Equal((1, 0, 0, 1), await Figures(till));
        await till.Add(Till.Ann, "b", 1);
        await Take(till, "ann", "kept", ("a", 2));
        Assert.Equal((2, 1, 59.98m, 1), await Figures(till));
        await till.Carts.Restore(new RestoreRequest { UserId = "ann", OrderId = "kept" }, default);
        Assert.Equal((2, 0, 0, 1), await Figures(till));
    }

    [Fact]
    public async Task A_days_figures_are_the_sum_of_what_happened_that_day()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        await till.Add(Till.Guest, "b", 1);
        till.Clock.Advance(TimeSpan.FromDays(1));
        await Take(till, "ann", "o", ("a", 1));
        await till.Change.Run(till.By(Till.Guest), new ClearCart("guest", "guest"), default);
        await till.Add(Till.Guest, "c", 3);
        var figures = await till.Lists.Figures(new(2026, 1, 14), new(2026, 1, 17), default);
        Assert.Equal(["14 0/0", "15 2/0", "16 1/1", "17 0/0"], figures.Days.Select(day => $"{day.Day.Day} {day.Created}/{day.Converted}"));
        Assert.Equal([new CartValue("USD", 29.99m)], figures.Totals.Value);
        Assert.Equal(1, figures.OpenCarts);
    }

    [Fact]
    public async Task Sales_of_more_than_64_bits_are_exact()
    {
        await using var till = await Till.Open();
        var at = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        decimal sum = 0;
        await till.Database.Write(async tx =>
        {
            for (var i = 0; i < 93; i++)
            {
                var worth = 200_000_000_000_000_001 + i;
                sum += worth / 100m;
                await tx.Execute(
                    "INSERT INTO cart_lives(user_id, began_ms, ended_ms, ended, order_id, value_minor, currency) VALUES ($1, $2, $2, 'converted', $1, $3, 'USD')",
                    "u" + i,
                    at,
                    worth
                );
            }

            return true;
        });
        var figures = await till.Lists.Figures(new(2026, 1, 14), new(2026, 1, 17), default);
        Assert.True(sum * 100 > long.MaxValue);
        Assert.Equal([new CartValue("USD", sum)], figures.Totals.Value);
        Assert.Equal([new CartValue("USD", sum)], figures.Days[1].Value);
    }

    [Theory]
    [InlineData("2026-01-32", null)]
    [InlineData("yesterday", null)]
    [InlineData("2026-02-01", "2026-01-01")]
    [InlineData("2024-01-01", "2026-01-01")]
    [InlineData(null, "0001-01-01")]
    public void A_wrong_range_is_refused(string? from, string? to) =>
        Assert.Equal("validation_failed", CartFigures.Range(from, to, DateTimeOffset.UnixEpoch.AddYears(56)).Refused?.Code);

    [Fact]
    public async Task Lists_are_walked_page_by_page_without_gap_or_repetition()
    {
        await using var till = await Till.Open();
        for (var i = 0; i < 25; i++)
        {
            var guest = new Caller($"g{i:00}", "s", [Role.Guest]);
            Assert.Equal("done", await till.Add(guest, i % 2 == 0 ? "a" : "b", 1));
            if (i % 3 == 0)
            {
                till.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        await till.Add(Till.Ann, "a", 1);
        var seen = new List<string>();
        (long, string)? after = null;
        for (
            var page = await till.Lists.All(guest: true, after, 4, default);
            page.Count > 0;
            page = await till.Lists.All(guest: true, after, 4, default)
        )
        {
            seen.AddRange(page.Select(cart => cart.UserId));
            after = (page[^1].UpdatedMs, page[^1].UserId);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"g{i:00}").Reverse(), seen);
        Assert.Equal(["ann"], (await till.Lists.All(guest: false, null, 10, default)).Select(cart => cart.UserId));
        var first = await till.Lists.Containing("a", null, 5, default);
        var second = await till.Lists.Containing("a", first[^1].UserId, 50, default);
        Assert.Equal(14, first.Concat(second).Select(line => line.UserId).Distinct().Count());
        Assert.Empty(await till.Lists.Containing("never", null, 5, default));
    }

    [Theory]
    [InlineData(
        "SELECT c.user_id FROM cart_lines i JOIN carts c ON c.user_id = i.user_id WHERE i.product_id = 'a' AND i.user_id > '' ORDER BY i.user_id LIMIT 5",
        "cart_lines_product"
    )]
    [InlineData(
        "SELECT user_id FROM carts WHERE lines > 0 AND updated_hour <= 5 ORDER BY updated_hour DESC, updated_ms DESC, user_id DESC LIMIT 5",
        "carts_by_hour"
    )]
    [InlineData(
        "SELECT number FROM cart_lives WHERE ended_ms IS NULL AND abandoned_ms IS NOT NULL ORDER BY abandoned_ms DESC, number DESC LIMIT 5",
        "cart_lives_abandoned"
    )]
    [InlineData(
        "SELECT c.user_id FROM cart_lives l JOIN carts c ON c.user_id = l.user_id WHERE l.ended_ms IS NULL AND l.abandoned_ms IS NULL AND c.updated_ms <= 5 LIMIT 5",
        "cart_lives_unflagged"
    )]
    public async Task A_list_comes_from_an_index(string query, string index)
    {
        await using var test = await TestDatabase.OnSqlite("carts", Migration.From(typeof(CartsModule).Assembly));
        var plan = await test.Database.Read(sql => sql.Query("EXPLAIN QUERY PLAN " + query, row => row.GetString(3)));
        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
    }

    private static async Task Take(Till till, string userId, string orderId, params (string Product, long Quantity)[] lines)
    {
        var request = new TakeForCheckoutRequest { UserId = userId, OrderId = orderId };
        request.Lines.AddRange(lines.Select(line => new CartLine { ProductId = line.Product, Quantity = line.Quantity }));
        Assert.Null((await till.Carts.TakeForCheckout(request, default)).Refused);
    }

    private static async Task<(long Created, long Converted, decimal Value, long Open)> Figures(Till till)
    {
        var today = DateOnly.FromDateTime(till.Clock.GetUtcNow().UtcDateTime);
        var figures = await till.Lists.Figures(today, today, default);
        return (figures.Totals.Created, figures.Totals.Converted, figures.Totals.Value.Sum(value => value.Amount), figures.OpenCarts);
    }
}
