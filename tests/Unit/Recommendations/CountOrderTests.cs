// Counting: repeats change nothing, a cancelled order leaves no trace, whatever the order of the news.
using Cartwright.Contracts;
using Cartwright.Recommendations;

namespace Cartwright.Unit.Recommendations;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CountOrderTests
{
    [Fact]
    public async Task A_repeated_event_changes_nothing_under_the_same_id_or_another()
    {
        await using var shelf = await Shelf.Open();
        var order = shelf.Order("1", "u", "1", "2", "3");
        await shelf.Tell(Topics.OrderConfirmed, order, "e1");
        var once = await shelf.Rows();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => shelf.Tell(Topics.OrderConfirmed, order, $"e{i % 5}")));
        Assert.Equal(once, await shelf.Rows());
        Assert.Equal(6, once.Count(row => row.StartsWith("pair ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Cancelling_takes_exactly_back_what_the_order_added()
    {
        await using var shelf = await Shelf.Open();
        var random = new Random(11);
        string[] Products() =>
            [
                .. Enumerable
                    .Range(0, 1 + random.Next(25))
                    .Select(_ => (1 + random.Next(40)).ToString(System.Globalization.CultureInfo.InvariantCulture))
                    .Distinct(),
            ];
        for (var i = 0; i < 100; i++)
        {
            await shelf.Tell(Topics.OrderConfirmed, shelf.Order($"kept{i}", $"u{i % 7}", Products()));
            shelf.Clock.Advance(TimeSpan.FromHours(7));
        }

        for (var product = 1; product <= 40; product++)
        {
            await shelf.Tell(
                Topics.OrderConfirmed,
                shelf.Order($"all{product}", "u", product.ToString(System.Globalization.CultureInfo.InvariantCulture))
            );
        }

        var before = await shelf.Rows();
        var orders = Enumerable.Range(0, 60).Select(i => shelf.Order($"gone{i}", $"u{i % 7}", Products())).ToList();
        foreach (var order in orders)
        {
            await shelf.Tell(Topics.OrderConfirmed, order);
        }

        Assert.NotEqual(before, await shelf.Rows());
        shelf.Clock.Advance(TimeSpan.FromDays(3));
        foreach (var order in orders.OrderBy(_ => random.Next()))
        {
            await shelf.Tell(
                Topics.OrderCancelled,
                order with
                {
                    Status = "cancelled",
                    Sequence = 3,
                    AtUnixMs = shelf.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
                }
            );
            await shelf.Tell(Topics.OrderCancelled, order with { Status = "cancelled", Sequence = 3 });
        }

        Assert.Equal(before, await shelf.Rows());
    }

    [Fact]
    public async Task Orders_of_an_erased_user_belong_to_nobody_and_count_as_before()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("1", "wil", "1", "2"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("2", "bob", "1", "3"));
        var before = (await shelf.Rows())
            .Where(row => !row.Contains("wil", StringComparison.Ordinal) && !row.Contains("taken", StringComparison.Ordinal))
            .ToList();
        await shelf.Inbox.Accept(
            [new("e9", Topics.UserErased, "wil", "identity", DateTimeOffset.UnixEpoch, null, """{"user_id":"wil","at_unix_ms":5}""")],
            default
        );
        Assert.Empty(await shelf.Test.Database.Read(sql => TakenStore.BoughtBy(sql, "wil", 10)));
        Assert.NotEmpty(await shelf.Test.Database.Read(sql => TakenStore.BoughtBy(sql, "bob", 10)));
        Assert.Equal([], await Residue.Of(shelf.Test.Database, "wil"));
        Assert.Equal(before, (await shelf.Rows()).Where(row => !row.Contains("taken", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancellation_that_overtakes_its_confirmation_wins()
    {
        await using var shelf = await Shelf.Open();
        var order = shelf.Order("1", "u", "1", "2");
        await shelf.Tell(Topics.OrderCancelled, order);
        await shelf.Tell(Topics.OrderConfirmed, order);
        Assert.Empty(await shelf.Rows());
    }

    [Fact]
    public async Task A_product_on_two_lines_counts_once_and_a_large_order_makes_few_pairs()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("1", "u", "1", "1", "2"));
        Assert.Equal((Shelf.Category("1"), 1L), await shelf.Test.Database.Read(sql => AffinityStore.Product(sql, "1")));
        await shelf.Tell(
            Topics.OrderConfirmed,
            shelf.Order("2", "u", [.. Enumerable.Range(1, 200).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))])
        );
        var pairs = await shelf.Test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM pair"));
        Assert.InRange(pairs, 1, (Affinity.PairedProductsMax * (Affinity.PairedProductsMax - 1)) + 2);
        Assert.Equal(200, await shelf.Test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM product")));
    }

    [Fact]
    public async Task Counting_many_at_once_or_one_by_one_or_after_a_restart_or_from_eight_sides_counts_the_same()
    {
        var random = new Random(3);
        var news = new List<(bool Cancel, int Order, string[] Products)>();
        for (var i = 0; i < 400; i++)
        {
            news.Add(
                (
                    false,
                    i,
                    [
                        .. Enumerable
                            .Range(0, 1 + random.Next(5))
                            .Select(_ => (1 + random.Next(20)).ToString(System.Globalization.CultureInfo.InvariantCulture))
                            .Distinct(),
                    ]
                )
            );
            if (random.Next(3) == 0)
            {
                var gone = news[random.Next(news.Count)];
                news.Add((true, gone.Order, gone.Products));
            }
        }

        async Task<List<string>> Told(int portion, Func<Shelf, Task> count)
        {
            await using var shelf = await Shelf.Open();

            // Planted first, so that a product that loses its last order is a row in each case.
            await shelf.Test.Database.Write(async tx =>
            {
                await AffinityStore.Plant(
                    tx,
                    [.. Enumerable.Range(1, 20).Select(i => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), "c", 0.1))]
                );
                return true;
            });
            foreach (var some in news.Chunk(portion))
            {
                await shelf.Inbox.Accept(
                    [
                        .. some.Select(n =>
                            shelf.Event(
                                n.Cancel ? Topics.OrderCancelled : Topics.OrderConfirmed,
                                shelf.Order($"o{n.Order}", "u", n.Products)
                            )
                        ),
                    ],
                    default
                );
                await count(shelf);
            }

            await shelf.CountAll();
            return await shelf.Rows();
        }

        var single = await Told(1, shelf => shelf.CountAll());
        Assert.Equal(single, await Told(50, shelf => shelf.CountAll()));
        Assert.Equal(single, await Told(1_000, shelf => shelf.Test.Reopen()));
        Assert.Equal(single, await Told(97, shelf => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shelf.Count.CountOnce(default)))));
    }
}
