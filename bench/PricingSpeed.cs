// Pricing a cart of 50 lines with 1,000 live promotions against writing a JSON of 464 bytes, in one process, in turns; every sum is
// compared with a plain reckoning.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions;

namespace Cartwright.Bench;

/// <summary>What the floor writes: a small cart of 464 bytes.</summary>
internal sealed record Written(
    string UserId,
    long Version,
    string Currency,
    IReadOnlyList<WrittenLine> Items,
    decimal TotalPrice,
    string Note
);

/// <summary>A line of it.</summary>
internal sealed record WrittenLine(string ProductId, string ProductName, long Quantity, decimal Price, bool Available);

[System.Text.Json.Serialization.JsonSerializable(typeof(Written))]
internal sealed partial class WrittenJson : System.Text.Json.Serialization.JsonSerializerContext;

internal static class PricingSpeed
{
    private const int Lines = 50;
    private const int Promotions = 1_000;
    private const int Carts = 200;
    private const int Bytes = 464;
    private const double TimesMax = 125;

    public static async Task<int> Run(int rounds, TimeSpan time)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            var ids = new Ids(TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill);
            await using var database = await Database.Open(
                "promotions",
                new SqliteDialect(folder),
                Migration.From(typeof(PromotionsModule).Assembly),
                ids,
                TimeProvider.System
            );
            var memory = new PromotionMemory(database, TimeProvider.System);
            var edit = new EditPromotions(database, memory, ids, TimeProvider.System);
            var bodies = Enumerable.Range(0, Promotions).Select(Body).ToList();
            var made = new List<(string Id, PromotionBody Body)>();
            foreach (var body in bodies)
            {
                made.Add(((await edit.Create(body, default)).Value.PromotionId, body));
            }

            var promotions = new LocalPromotions(
                database,
                memory,
                new RedeemUses(database, TimeProvider.System),
                new GiveBackUses(database, TimeProvider.System),
                new WrongCodes(TimeProvider.System),
                TimeProvider.System
            );
            var carts = Enumerable.Range(0, Carts).Select(Cart).ToArray();
            var expected = carts.Select(cart => Reckon(made, cart)).ToArray();
            var written = Sized();

            // Warm-up, not counted: both sides reach their optimised code.
            await Price(promotions, carts, expected, time);
            Write(written, time);
            var (floors, prices, bytes) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                floors.Add(Write(written, time));
                var (micros, allocated) = await Price(promotions, carts, expected, time);
                prices.Add(micros);
                bytes.Add(allocated);
            }

            var ratio = prices.Zip(floors, (price, floor) => price / floor).Order().ElementAt(rounds / 2);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rounds} rounds of {time.TotalSeconds:0.#} s, medians, one thread; {Promotions} live promotions without a code, {Carts} carts of {Lines} lines"
                )
            );
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{"writing a JSON of 464 bytes, us", -52}{Median(floors), 10:F2}")
            );
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"pricing a cart, us", -52}{Median(prices), 10:F2}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"bytes allocated a cart", -52}{Median(bytes), 10:F0}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"pricing / writing (target <= 125)", -52}{ratio, 10:F1}"));
            Console.WriteLine(
                $"checked: every discount of every cart is that of a plain reckoning over all promotions; on average {expected.Average(one => one.Applied).ToString("F1", CultureInfo.InvariantCulture)} apply"
            );
            return ratio <= TimesMax ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Of ten promotions six are for products, two for categories and two for everything; half of them ask for more than most carts have.
    private static PromotionBody Body(int i) =>
        new(
            i % 3 == 0 ? PromotionType.Amount : PromotionType.Percent,
            null,
            i % 3 == 0 ? 1 + (i % 7) : 1 + (i % 20),
            "USD",
            MinSubtotal: i % 2 == 0 ? null : 1_000 + (i * 10),
            Products: i % 10 < 6 ? [$"p{i % 500}", $"p{(i * 7) % 500}"] : null,
            Categories: i % 10 is 6 or 7 ? [$"c{i % 20}"] : null,
            ExclusiveGroup: i % 4 == 0 ? $"g{i % 8}" : null,
            Priority: i % 5,
            Name: $"Promotion {i}"
        );

    private static PriceRequest Cart(int cart)
    {
        var random = new Random(cart);
        var request = new PriceRequest { UserId = $"u{cart}", Currency = "USD" };
        for (var line = 0; line < Lines; line++)
        {
            var product = random.Next(500);
            request.Lines.Add(
                new PriceLine
                {
                    ProductId = $"p{product}",
                    Category = $"c{product % 20}",
                    Quantity = 1 + random.Next(5),
                    UnitPriceMinor = 100 + random.Next(20_000),
                }
            );
        }

        return request;
    }

    /// <summary>The stated rule, without an index and without haste.</summary>
    private static (long Discount, int Applied) Reckon(List<(string Id, PromotionBody Body)> all, PriceRequest cart)
    {
        var left = cart.Lines.Select(line => line.Quantity * line.UnitPriceMinor).ToArray();
        var subtotal = left.Sum();
        long[] Off(PromotionBody body, long[] of)
        {
            var eligible = of.Select(
                    (amount, i) =>
                        (body.Products is null && body.Categories is null)
                        || body.Products?.Contains(cart.Lines[i].ProductId) == true
                        || body.Categories?.Contains(cart.Lines[i].Category) == true
                            ? amount
                            : 0
                )
                .ToArray();
            var off =
                body.Type == PromotionType.Amount
                    ? Math.Min((long)(body.Value!.Value * 100), eligible.Sum())
                    : Money.Share(eligible.Sum(), (long)(body.Value!.Value * 100), 10_000);
            return Money.Allocate(off, eligible);
        }

        var whole = left.ToArray();
        var groups = new HashSet<string>();
        var applied = 0;
        foreach (
            var (body, _, _) in all.Where(one => (long)((one.Body.MinSubtotal ?? 0) * 100) <= subtotal)
                .Select(one => (one.Body, one.Id, Alone: Off(one.Body, whole).Sum()))
                .Where(one => one.Alone > 0)
                .OrderByDescending(one => one.Body.Priority)
                .ThenByDescending(one => one.Alone)
                .ThenBy(one => one.Id, StringComparer.Ordinal)
        )
        {
            var off = Off(body, left);
            if (applied == 10 || (body.ExclusiveGroup is { } group && groups.Contains(group)) || off.Sum() == 0)
            {
                continue;
            }

            _ = body.ExclusiveGroup is { } taken && groups.Add(taken);
            left = [.. left.Zip(off, (amount, part) => amount - part)];
            applied++;
        }

        return (subtotal - left.Sum(), applied);
    }

    private static Written Sized()
    {
        var one = new Written(
            "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77",
            7,
            "USD",
            [
                new("1", "Kettle of brushed steel", 2, 29.99m, true),
                new("22", "Teapot", 1, 14.5m, true),
                new("333", "Green tea, 100 g", 3, 4.25m, false),
            ],
            87.23m,
            string.Empty
        );
        one = one with { Note = new string('x', Bytes - JsonSerializer.SerializeToUtf8Bytes(one, WrittenJson.Default.Written).Length) };
        return JsonSerializer.SerializeToUtf8Bytes(one, WrittenJson.Default.Written).Length == Bytes
            ? one
            : throw new InvalidOperationException("The floor writes another number of bytes.");
    }

    private static double Write(Written written, TimeSpan time)
    {
        long count = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            for (var i = 0; i < 1_000; i++, count++)
            {
                if (JsonSerializer.SerializeToUtf8Bytes(written, WrittenJson.Default.Written).Length != Bytes)
                {
                    throw new InvalidOperationException("The floor wrote another number of bytes.");
                }
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / count;
    }

    private static async Task<(double Micros, double Bytes)> Price(
        LocalPromotions promotions,
        PriceRequest[] carts,
        (long Discount, int Applied)[] expected,
        TimeSpan time
    )
    {
        long count = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            for (var i = 0; i < carts.Length; i++, count++)
            {
                var reply = (await promotions.Price(carts[i], default)).Value;
                if ((reply.DiscountMinor, reply.Applied.Count) != expected[i])
                {
                    throw new InvalidOperationException(
                        $"Cart {i}: {expected[i]} was expected, and {reply.DiscountMinor} by {reply.Applied.Count} promotions was taken off."
                    );
                }
            }
        }

        return (
            Stopwatch.GetElapsedTime(started).TotalMicroseconds / count,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count
        );
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}
