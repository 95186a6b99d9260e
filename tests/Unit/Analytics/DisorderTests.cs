// A broker keeps no order across topics: the tables are the same however the events of one order come, and however often.
using Cartwright.Contracts;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DisorderTests
{
    [Fact]
    public async Task The_facts_are_the_same_in_whatever_order_the_events_of_an_order_arrive()
    {
        var random = new Random(4);
        string[][] fates =
        [
            ["confirmed", "processing", "partially_shipped", "shipped", "delivered", "returned"],
            ["confirmed", "cancelled"],
            ["cancelled"],
            ["payment_failed"],
            ["confirmed", "processing", "shipped"],
        ];
        var events = new List<(string Topic, OrderFacts Order)>();
        for (var i = 0; i < 25; i++)
        {
            var placed = Books.Order(
                $"o{i:D2}",
                Books.Day0 + (i * 1_000),
                status: "pending",
                sequence: 1,
                lines: Books.Line($"{i % 3}", quantity: 1 + i)
            );
            events.Add((Topics.OrderPlaced, placed));
            events.AddRange(
                fates[i % fates.Length]
                    .Select(
                        (status, step) =>
                            (
                                status switch
                                {
                                    "confirmed" => Topics.OrderConfirmed,
                                    "cancelled" => Topics.OrderCancelled,
                                    "returned" => Topics.OrderReturned,
                                    _ => Topics.OrderStatusChanged,
                                },
                                placed with
                                {
                                    Status = status,
                                    Sequence = step + 2,
                                    AtUnixMs = placed.AtUnixMs + step + 1,
                                }
                            )
                    )
            );
        }

        var straight = await Told(events);
        Assert.Equal(25, straight.Count);
        for (var round = 0; round < 20; round++)
        {
            var shuffled = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(straight, await Told(shuffled));
        }
    }

    private static async Task<List<string>> Told(IEnumerable<(string Topic, OrderFacts Order)> events)
    {
        await using var books = await Books.Open();
        foreach (
            var some in events
                .Select(e => books.Event(e.Topic, e.Order.OrderId, e.Order, $"{e.Topic}-{e.Order.OrderId}-{e.Order.Sequence}"))
                .Chunk(7)
        )
        {
            await books.Inbox.Accept(some, default);
        }

        return await books.Test.Database.Read(sql =>
            sql.Query(
                """
                SELECT order_id || ' ' || user_id || ' ' || status || ' ' || sequence || ' ' || currency || ' ' || lines || ' ' || placed_ms || ' ' || COALESCE(confirmed_ms, 0) || ' ' || COALESCE(refunded_ms, 0)
                FROM order_fact ORDER BY order_id
                """,
                row => row.GetString(0)
            )
        );
    }
}
