// Placement in a shop with 10,000 live promotions against placement in the same shop with none, in turns.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal static class PromotionsAgainstNone
{
    private const int Connections = 64;
    private const int Promotions = 10_000;
    private const double Target = 0.8;

    public static async Task<int> Run(string host, int rounds, int orders)
    {
        var folders = new[]
        {
            Directory.CreateTempSubdirectory("cartwright-bench-").FullName,
            Directory.CreateTempSubdirectory("cartwright-bench-").FullName,
        };
        string Arguments(int port, string folder) => $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false";
        try
        {
            using var none = await ShopProcess.Start(host, port => Arguments(port, folders[0]), "/api/products?limit=1");
            using var many = await ShopProcess.Start(host, port => Arguments(port, folders[1]), "/api/products?limit=1");
            var (without, with) = (await Scene.Set(none, orders, Connections), await Scene.Set(many, orders, Connections));
            await with.Send("POST", "/api/promotions", Enumerable.Range(0, Promotions).Select(Body));

            // Warm-up, not counted: both sides reach their optimised code.
            await without.Place(lines: 3, hot: false);
            await with.Place(lines: 3, hot: false);
            var (posted, confirmed, rates) = (new List<double>(), new List<double>(), new List<(double None, double Many)>());
            for (var round = 0; round < rounds; round++)
            {
                // In turns, and each first in every other round, so that whatever slows the machine slows both.
                var first = round % 2 == 0 ? await without.Place(lines: 3, hot: false) : await with.Place(lines: 3, hot: false);
                var second = round % 2 == 0 ? await with.Place(lines: 3, hot: false) : await without.Place(lines: 3, hot: false);
                var (a, b) = round % 2 == 0 ? (first, second) : (second, first);
                posted.Add(b.Posts.PerSecond / a.Posts.PerSecond);
                confirmed.Add(b.Done.PerSecond / a.Done.PerSecond);
                rates.Add((a.Posts.PerSecond, b.Posts.PerSecond));
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round + 1} of {rounds}: {a.Posts.PerSecond:F0} orders a second without, {b.Posts.PerSecond:F0} with"
                    )
                );
            }

            Console.WriteLine(
                $"{rounds} rounds of {orders} orders of three lines, medians; {Environment.ProcessorCount} cores shared by client and both shops; {Connections} connections; synchronous=FULL"
            );
            Line("orders acknowledged a second, no promotions", [.. rates.Select(rate => rate.None)], "F0");
            Line($"orders acknowledged a second, {Promotions} live promotions", [.. rates.Select(rate => rate.Many)], "F0");
            Line("with / without, acknowledged (target 0.80)", posted, "F2");
            Line("with / without, placed, paid and confirmed", confirmed, "F2");
            var wrong = await without.Check();
            wrong.AddRange(await with.Check());
            var (used, discounted) = await with.Used();
            if (used == 0 || discounted != with.Placed)
            {
                wrong.Add($"{with.Placed} orders placed, {discounted} of them discounted");
            }

            Console.WriteLine(
                wrong.Count == 0
                    ? $"checked: every order is confirmed, stock and payment ledgers agree, every one of the {discounted} orders with promotions has its discount; {used} uses are counted"
                    : "VOID: " + string.Join("; ", wrong)
            );
            return wrong.Count == 0 && posted.Order().ElementAt(rounds / 2) >= Target ? 0 : 1;
        }
        finally
        {
            Array.ForEach(folders, folder => Directory.Delete(folder, recursive: true));
        }
    }

    // One product in its turn gets one percent off, which applies; of the rest each cart meets some, and none of their conditions holds.
    private static string Body(int i) =>
        (i % 10) switch
        {
            0 => $$"""{"type":"percent","name":"One percent {{i}}","value":1,"products":["{{(i / 10) + 1}}"]}""",
            < 7 =>
                $$"""{"type":"percent","name":"Three of one {{i}}","value":5,"min_quantity":3,"products":["{{(i * 7 % 1000) + 1}}","{{(i * 13 % 1000) + 1}}"]}""",
            7 or 8 =>
                $$"""{"type":"percent","name":"A category {{i}}","value":3,"currency":"USD","min_subtotal":100000,"categories":["Electronics","Home"]}""",
            _ => $$"""{"type":"amount","name":"Large carts {{i}}","value":5,"currency":"USD","min_subtotal":{{100_000 + i}}}""",
        };

    private static void Line(string name, List<double> figures, string format) =>
        Console.WriteLine(
            $"{name, -56}{figures.Order().ElementAt(figures.Count / 2).ToString(format, CultureInfo.InvariantCulture), 10}   {string.Join("  ", figures.Select(figure => figure.ToString(format, CultureInfo.InvariantCulture)))}"
        );
}
