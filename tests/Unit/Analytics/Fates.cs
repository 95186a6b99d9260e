// Orders that live a random life: confirmed, edited, partly returned, given goodwill, cancelled or returned whole; told as events, and as
// plain movements to recount from.
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Analytics;

/// <summary>One movement of goods as the test knows it. <paramref name="Kind"/>: confirmed, more, back, goodwill.</summary>
internal sealed record Moved(
    string Kind,
    string OrderId,
    string UserId,
    string Currency,
    long AtMs,
    string VendorId,
    string ProductId,
    long Units,
    long Net,
    long Discount
);

internal sealed class Fates(int seed, IIds ids)
{
    private readonly Random random = new(seed);

    public List<Event> Stream { get; } = [];

    public List<Moved> Moves { get; } = [];

    public Dictionary<string, List<(string Topic, string Data)>> Told { get; } = new(StringComparer.Ordinal);

    public void Live(string id)
    {
        var placed = Books.Day0 + random.NextInt64(90 * Figures.DayMs);
        var products = Enumerable.Range(0, 12).ToArray();
        random.Shuffle(products);
        var lines = products
            .Take(1 + random.Next(4))
            .Select(p => Books.Line($"{p}", $"v{p % 3}", 1 + random.Next(5), 100 + random.Next(10_000), random.Next(50)))
            .ToArray();
        var order = Books.Order(id, placed, $"u{random.Next(25)}", "pending", 1, random.Next(3) == 0 ? "JPY" : "USD", lines);
        Tell(Topics.OrderPlaced, order, order);
        if (random.Next(6) == 0)
        {
            var dropped = order with { Status = "cancelled", Sequence = 2, AtUnixMs = placed + 5 };
            Tell(Topics.OrderCancelled, dropped, dropped);
            return;
        }

        order = order with { Status = "confirmed", Sequence = 2, AtUnixMs = placed + random.NextInt64(Figures.HourMs) };
        Tell(Topics.OrderConfirmed, order, order);
        Moves.AddRange(order.Lines.Select(line => Move("confirmed", order, line, line.Quantity, Net(line), line.Discount)));
        var left = order.Lines.ToDictionary(line => line.ProductId, line => (line.Quantity, Net: Net(line)), StringComparer.Ordinal);
        for (var step = random.Next(4); step > 0; step--)
        {
            var at = order.AtUnixMs + random.NextInt64(10 * Figures.DayMs);
            order = order with { Sequence = order.Sequence + 1, AtUnixMs = at, Status = "processing" };
            switch (random.Next(3))
            {
                case 0:
                    var before = order.Lines;
                    var edited = before[0] with { Quantity = before[0].Quantity + random.Next(-1, 3) };
                    edited = edited.Quantity > 0 ? edited : edited with { Quantity = 1 };
                    order = order with
                    {
                        Lines =
                        [
                            edited,
                            .. before.Skip(1),
                            .. random.Next(2) == 0 && before.All(l => l.ProductId != "99")
                                ? [Books.Line("99", "v9", 2, 700, 3)]
                                : Array.Empty<OrderLineFacts>(),
                        ],
                    };
                    Tell(Topics.OrderEdited, new OrderEditFacts(order, before), order);
                    foreach (var line in order.Lines)
                    {
                        var was = before.FirstOrDefault(l => l.ProductId == line.ProductId);
                        var (units, net, discount) = (
                            line.Quantity - (was?.Quantity ?? 0),
                            Net(line) - (was is null ? 0 : Net(was)),
                            line.Discount - (was?.Discount ?? 0)
                        );
                        if (units > 0)
                        {
                            Moves.Add(Move("more", order, line, units, net, discount));
                        }
                        else if (units < 0)
                        {
                            Moves.Add(Move("back", order, line, -units, -net, 0));
                        }

                        var rest = left.GetValueOrDefault(line.ProductId);
                        left[line.ProductId] = (rest.Quantity + units, rest.Net + net);
                    }

                    break;
                case 1:
                    var returned = order.Lines[random.Next(order.Lines.Count)];
                    if (left[returned.ProductId].Quantity > 0)
                    {
                        var worth = left[returned.ProductId].Net / left[returned.ProductId].Quantity;
                        left[returned.ProductId] = (left[returned.ProductId].Quantity - 1, left[returned.ProductId].Net - worth);
                        Tell(
                            Topics.OrderRefunded,
                            new OrderRefundFacts(
                                id,
                                order.UserId,
                                $"r{order.Sequence}",
                                "return",
                                null,
                                order.Currency,
                                worth + 7,
                                [new(returned.ProductId, returned.ProductName, returned.VendorId, 1, worth, 7)],
                                0,
                                at,
                                order.Sequence
                            ),
                            order
                        );
                        Moves.Add(Move("back", order, returned, 1, worth, 0));
                    }

                    break;
                default:
                    Tell(
                        Topics.OrderRefunded,
                        new OrderRefundFacts(
                            id,
                            order.UserId,
                            $"g{order.Sequence}",
                            "goodwill",
                            null,
                            order.Currency,
                            55,
                            [],
                            0,
                            at,
                            order.Sequence
                        ),
                        order
                    );
                    Moves.Add(new("goodwill", id, order.UserId, order.Currency, at, string.Empty, string.Empty, 0, 55, 0));
                    break;
            }
        }

        if (random.Next(4) == 0)
        {
            // What came back by line was told as refunds before; to end so moves nothing more.
            var byLine = order.Sequence % 3 == 0;
            order = order with
            {
                Status = "returned",
                Sequence = order.Sequence + 1,
                AtUnixMs = order.AtUnixMs + random.NextInt64(20 * Figures.DayMs),
                ByLine = byLine ? true : null,
            };
            Tell(Topics.OrderReturned, order, order);
            var given = Moves.Where(m => m.OrderId == id && m.Kind == "goodwill").Sum(m => m.Net);
            if (!byLine && given > 0)
            {
                Moves.Add(new("goodwill", id, order.UserId, order.Currency, order.AtUnixMs, string.Empty, string.Empty, 0, -given, 0));
            }

            Moves.AddRange(
                byLine
                    ? []
                    : left.Where(l => l.Value.Quantity > 0 || l.Value.Net > 0)
                        .Select(l =>
                            Move("back", order, order.Lines.First(line => line.ProductId == l.Key), l.Value.Quantity, l.Value.Net, 0)
                        )
            );
        }
    }

    /// <summary>Everything once in any order, and a third of it again under another id.</summary>
    public Event[] Shuffled()
    {
        var all = Stream.Concat(Stream.Where(_ => random.Next(3) == 0).Select(e => e with { Id = ids.Next() })).ToArray();
        random.Shuffle(all);
        return all;
    }

    private static long Net(OrderLineFacts line) => (line.UnitPrice * line.Quantity) - line.Discount;

    private static Moved Move(string kind, OrderFacts order, OrderLineFacts line, long units, long net, long discount) =>
        new(kind, order.OrderId, order.UserId, order.Currency, order.AtUnixMs, line.VendorId, line.ProductId, units, net, discount);

    private void Tell<T>(string topic, T data, OrderFacts order)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(data, Event.Json);
        Stream.Add(new(ids.Next(), topic, order.OrderId, "ordering", DateTimeOffset.UnixEpoch, null, text));
        if (!Told.TryGetValue(order.OrderId, out var told))
        {
            Told.Add(order.OrderId, told = []);
        }

        told.Add((topic, text));
    }
}
