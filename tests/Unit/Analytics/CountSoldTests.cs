// What sells: counted once an order whatever comes late or twice, taken off exactly, aged out, and told in the transaction that counted it.
using System.Text.Json;
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CountSoldTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Orders_count_once_and_no_order_more_than_three_units_of_a_product()
    {
        await using var books = await Books.Open();
        using var count = Count(books);
        var at = Now(books);
        await Confirm(books, "a", at, Books.Line("1", quantity: 1_000), Books.Line("2", quantity: 2));
        await Confirm(books, "b", at, Books.Line("1"), Books.Line("2"));
        await Confirm(books, "c", at, Books.Line("2", quantity: 3));
        await books.Tell(
            Topics.OrderPlaced,
            "d",
            Books.Order("d", at, status: "pending", sequence: 1, lines: Books.Line("1", quantity: 3))
        );
        await Run(count);
        Assert.Equal((4, 6), (await Told(books, "1"), await Told(books, "2")));

        // Told again, it is what it was.
        await Confirm(books, "a", at, Books.Line("1", quantity: 1_000), Books.Line("2", quantity: 2));
        await Run(count);
        Assert.Equal((4, 6), (await Told(books, "1"), await Told(books, "2")));
        Assert.Equal(0, await count.CountOnce(default));
    }

    [Fact]
    public async Task A_cancelled_order_a_returned_one_and_units_that_come_back_are_taken_off_again()
    {
        await using var books = await Books.Open();
        using var count = Count(books);
        var at = Now(books);
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await Confirm(books, id, at, Books.Line("1", quantity: 2), Books.Line("2"));
        }

        await Run(count);
        Assert.Equal((8, 4), (await Told(books, "1"), await Told(books, "2")));
        await books.Tell(Topics.OrderCancelled, "a", Order("a", at, "cancelled", Books.Line("1", quantity: 2), Books.Line("2")));
        await books.Tell(Topics.OrderReturned, "b", Order("b", at, "returned", Books.Line("1", quantity: 2), Books.Line("2")));
        await books.Tell(
            Topics.OrderRefunded,
            "c",
            new OrderRefundFacts("c", "u", "r1", "return", null, "USD", 1_000, [new("1", "One", "v1", 1, 1_000, 0)], 0, at, 4)
        );
        await books.Tell(
            Topics.OrderEdited,
            "d",
            new OrderEditFacts(Order("d", at, "confirmed", Books.Line("2", quantity: 3)), [Books.Line("1", quantity: 2), Books.Line("2")])
        );
        await Run(count);
        Assert.Equal((1, 4), (await Told(books, "1"), await Told(books, "2")));

        // Cancelled before it was heard of as confirmed: it never counts.
        await books.Tell(Topics.OrderCancelled, "e", Order("e", at, "cancelled", Books.Line("1", quantity: 3)));
        await Run(count);
        await Confirm(books, "e", at, Books.Line("1", quantity: 3));
        await Run(count);
        Assert.Equal(1, await Told(books, "1"));
    }

    [Fact]
    public async Task What_was_sold_ninety_days_ago_counts_no_more()
    {
        await using var books = await Books.Open();
        using var count = Count(books);
        await Confirm(books, "a", Now(books), Books.Line("1", quantity: 3));
        ((TestClock)books.Test.Clock).Advance(30 * Day);
        await Confirm(books, "b", Now(books), Books.Line("1", quantity: 2));
        await Run(count);
        ((TestClock)books.Test.Clock).Advance(59 * Day);
        await Run(count);
        Assert.Equal(5, await Told(books, "1"));
        ((TestClock)books.Test.Clock).Advance(Day);
        await Run(count);
        Assert.Equal(2, await Told(books, "1"));

        // One that is heard of so late, or comes back so late, changes nothing.
        await Confirm(books, "late", Now(books) - (long)(91 * Day).TotalMilliseconds, Books.Line("1", quantity: 3));
        await books.Tell(Topics.OrderReturned, "a", Order("a", Now(books), "returned", Books.Line("1", quantity: 3)));
        await Run(count);
        Assert.Equal(2, await Told(books, "1"));
        ((TestClock)books.Test.Clock).Advance(30 * Day);
        await Run(count);
        Assert.Equal(0, await Told(books, "1"));
        Assert.Equal(
            0,
            await books.Test.Database.Read(sql => sql.Number("SELECT (SELECT COUNT(*) FROM sold_line) + (SELECT COUNT(*) FROM sold_day)"))
        );
    }

    [Fact]
    public async Task Many_orders_are_counted_in_batches_and_the_sums_are_those_of_the_orders()
    {
        await using var books = await Books.Open();
        using var count = Count(books);
        var at = Now(books);
        var want = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < 600; i++)
        {
            var (product, quantity) = ($"p{i * 7 % 13}", 1 + (i % 5));
            var cancelled = i % 4 == 0;
            await Confirm(books, $"o{i:000}", at, Books.Line(product, quantity: quantity));
            if (cancelled)
            {
                await books.Tell(
                    Topics.OrderCancelled,
                    $"o{i:000}",
                    Order($"o{i:000}", at, "cancelled", Books.Line(product, quantity: quantity))
                );
            }

            want[product] = want.GetValueOrDefault(product) + (cancelled ? 0 : Math.Min(3, quantity));
            if (i == 300)
            {
                await Run(count);
            }
        }

        Assert.Equal(CountSold.AtOnce, await count.CountOnce(default));
        await Run(count);
        foreach (var (product, units) in want)
        {
            Assert.Equal(units, await Told(books, product));
        }
    }

    private static CountSold Count(Books books) => new(books.Test.Database, new Signal(), books.Test.Clock, NullLogger<CountSold>.Instance);

    private static async Task Run(CountSold count)
    {
        while (await count.CountOnce(default) > 0) { }

        while (await count.AgeOnce(default) > 0) { }
    }

    private static Task Confirm(Books books, string id, long atMs, params OrderLineFacts[] lines) =>
        books.Tell(Topics.OrderConfirmed, id, Books.Order(id, atMs, lines: lines));

    private static OrderFacts Order(string id, long atMs, string status, params OrderLineFacts[] lines) =>
        Books.Order(id, atMs, status: status, sequence: 3, lines: lines);

    private static long Now(Books books) => books.Test.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    // The last word.
    private static async Task<long> Told(Books books, string product)
    {
        var told = await books.Test.Database.Read(sql =>
            sql.Query(
                "SELECT data FROM outbox WHERE topic = 'product.sold' AND subject = $1 ORDER BY number",
                row => JsonSerializer.Deserialize<ProductSales>(row.GetString(0), Event.Json)!,
                product
            )
        );
        return told[^1].Units;
    }
}
