// A broker keeps no order across topics: the counts are the same however the events of one order come, and however often.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Recommendations;

namespace Cartwright.Unit.Recommendations;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DisorderTests
{
    [Fact]
    public async Task The_counts_are_the_same_in_whatever_order_the_events_of_an_order_arrive()
    {
        var random = new Random(8);
        var fates = Enumerable
            .Range(0, 40)
            .Select(i =>
                (
                    Id: $"o{i}",
                    Confirmed: i % 4 != 0,
                    Cancelled: i % 2 == 0,
                    Products: Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Text(1 + random.Next(12))).Distinct().ToArray()
                )
            )
            .ToList();
        List<(string Topic, int Order)> events = [];
        for (var i = 0; i < fates.Count; i++)
        {
            events.Add((Topics.OrderPlaced, i));
            events.AddRange(fates[i].Confirmed ? [(Topics.OrderConfirmed, i), (Topics.OrderStatusChanged, i)] : []);
            events.AddRange(fates[i].Cancelled ? [(Topics.OrderCancelled, i)] : []);
        }

        var straight = await Told(events);
        Assert.Contains(straight, row => row.StartsWith("pair ", StringComparison.Ordinal));
        for (var round = 0; round < 15; round++)
        {
            var shuffled = events.Concat(events.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(straight, await Told(shuffled));
        }

        async Task<List<string>> Told(IEnumerable<(string Topic, int Order)> told)
        {
            await using var shelf = await Shelf.Open();

            // Planted first, so that a product that loses its last order is a row in each case, as it is in a shop that has a catalog.
            await shelf.Test.Database.Write(async tx =>
            {
                await AffinityStore.Plant(tx, [.. Enumerable.Range(1, 12).Select(i => (Text(i), "c", 0.1))]);
                return true;
            });
            foreach (var some in told.Chunk(1 + random.Next(9)))
            {
                await shelf.Hear([
                    .. some.Where(e => shelf.Inbox.Wants(e.Topic))
                        .Select(e =>
                            shelf.Event(e.Topic, shelf.Order(fates[e.Order].Id, "u", fates[e.Order].Products), $"{e.Topic}-{e.Order}")
                        ),
                ]);
            }

            return await shelf.Rows();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
