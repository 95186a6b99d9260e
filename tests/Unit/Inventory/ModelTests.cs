// Thousands of random steps against a plain model that knows only the promises: what is available, and how each command answers.
using System.Diagnostics.CodeAnalysis;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ModelTests
{
    private static readonly string[] Products = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [SuppressMessage("Security", "CA5394", Justification = "A seeded test.")]
    public async Task Stock_behaves_like_the_model_over_random_steps(int seed)
    {
        var random = new Random(seed);
        await using var shop = await Warehouse.Open([.. Products.Select(p => (p, 12L))]);
        var model = new Model();
        for (var step = 0; step < 1_500; step++)
        {
            var now = shop.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            var id = $"r{random.Next(step / 8, (step / 8) + 6)}";
            var lines = Products.Where(_ => random.Next(2) == 0).Select(p => (p, (long)random.Next(1, 5))).ToArray();
            lines = lines.Length == 0 ? [("a", 1)] : lines;
            var what = random.Next(100);
            string wanted,
                got;
            switch (what)
            {
                case < 40:
                    // Half of the repeats bring the same lines.
                    lines =
                        random.Next(2) == 0 && model.Known.TryGetValue(id, out var known) && known.Lines.Length > 0 ? known.Lines : lines;
                    var seconds = random.Next(1, 30);
                    wanted = model.Reserve(now, id, seconds * 1000L, lines);
                    got = await shop.Reserve(id, seconds, lines);
                    break;
                case < 55:
                    lines = random.Next(2) == 0 ? [] : lines;
                    wanted = model.Settle(now, id, lines);
                    got = await shop.Settle(id, lines);
                    break;
                case < 70:
                    wanted = model.Release(now, id);
                    got = await shop.Release(id);
                    break;
                case < 80:
                    var delta = random.Next(-8, 12);
                    delta = delta == 0 ? 1 : delta;
                    wanted = model.Adjust(now, "b", delta);
                    got = await shop.Adjust("b", delta);
                    break;
                case < 96:
                    shop.Clock.Advance(TimeSpan.FromSeconds(random.Next(0, 6)));
                    wanted = got = "advanced";
                    break;
                case < 99:
                    await shop.Sweep();
                    wanted = got = "swept";
                    break;
                default:
                    await shop.Reopen();
                    wanted = got = "reopened";
                    break;
            }

            Assert.True(wanted == got, $"Seed {seed}, step {step}, {what} on {id}: wanted {wanted}, got {got}");
            now = shop.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var product in Products)
            {
                var level = await shop.Level(product);
                Assert.True(
                    model.Level(now, product) == level,
                    $"Seed {seed}, step {step}, {what} on {id}, {product}: wanted {model.Level(now, product)}, got {level}"
                );
            }

            if (step % 250 == 249)
            {
                await shop.CheckLedger();
            }
        }

        await shop.CheckLedger();
    }

    /// <summary>Everything recomputed from the list of reservations, each time, by the clock.</summary>
    private sealed class Model
    {
        private readonly Dictionary<string, long> onHand = Products.ToDictionary(p => p, _ => 12L);

        public Dictionary<string, Kept> Known { get; } = [];

        public (long OnHand, long Reserved, long Available) Level(long now, string product)
        {
            var reserved = Known.Values.Where(k => k.Live(now)).Sum(k => k.Lines.Where(l => l.Id == product).Sum(l => l.Units));
            return (onHand[product], reserved, onHand[product] - reserved);
        }

        public string Reserve(long now, string id, long holdMs, (string Id, long Units)[] lines)
        {
            if (Known.TryGetValue(id, out var known))
            {
                if (known.State == "released")
                {
                    return "reservation_released";
                }

                if (!Same(known.Lines, lines))
                {
                    return "reservation_differs";
                }

                if (known.State == "settled")
                {
                    return "done";
                }

                if (known.Live(now))
                {
                    known.Expires = Math.Max(known.Expires, now + holdMs);
                    return "done";
                }
            }

            if (lines.Any(l => Level(now, l.Id).Available < l.Units))
            {
                return "out_of_stock";
            }

            Known[id] = new Kept
            {
                State = "held",
                Lines = lines,
                Expires = now + holdMs,
            };
            return "done";
        }

        public string Settle(long now, string id, (string Id, long Units)[] lines)
        {
            var known = Known.GetValueOrDefault(id);
            if (known?.State is "released")
            {
                return "reservation_released";
            }

            if (known?.State is "settled")
            {
                return "done";
            }

            if (known is not null && lines.Length > 0 && !Same(known.Lines, lines))
            {
                return "reservation_differs";
            }

            lines = known?.Lines ?? lines;
            if (lines.Length == 0)
            {
                return "lines_invalid";
            }

            if (known?.Live(now) != true && lines.Any(l => Level(now, l.Id).Available < l.Units))
            {
                return "out_of_stock";
            }

            Known[id] = new Kept { State = "settled", Lines = lines };
            foreach (var (product, units) in lines)
            {
                onHand[product] -= units;
            }

            return "done";
        }

        public string Release(long now, string id)
        {
            var known = Known.GetValueOrDefault(id);
            if (known?.State == "settled")
            {
                foreach (var (product, units) in known.Lines)
                {
                    onHand[product] += units;
                }
            }

            Known[id] = new Kept { State = "released", Lines = known?.Lines ?? [] };
            return "done";
        }

        public string Adjust(long now, string product, long delta)
        {
            if (Level(now, product).Available + delta < 0)
            {
                return "below_reserved";
            }

            onHand[product] += delta;
            return "done";
        }

        private static bool Same((string, long)[] left, (string, long)[] right) => left.Order().SequenceEqual(right.Order());

        public sealed class Kept
        {
            public required string State { get; init; }

            public required (string Id, long Units)[] Lines { get; init; }

            public long Expires { get; set; }

            public bool Live(long now) => State == "held" && Expires > now;
        }
    }
}
