// What an order costs the processor in two builds of the host, in turns: for changes that must not make it dearer.
using System.Globalization;

namespace Cartwright.Bench;

internal static class TwoHosts
{
    private const int Connections = 64;

    /// <param name="host">The build that is looked at.</param>
    /// <param name="other">The one that it is held against.</param>
    public static async Task<int> Run(string host, string other, int rounds, int orders)
    {
        var folders = new[] { Folder(), Folder() };
        string Arguments(int port, string folder) => $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false";
        try
        {
            using var before = await ShopProcess.Start(other, port => Arguments(port, folders[0]), "/api/products?limit=1");
            using var after = await ShopProcess.Start(host, port => Arguments(port, folders[1]), "/api/products?limit=1");
            var (old, now) = (await Scene.Set(before, orders, Connections), await Scene.Set(after, orders, Connections));

            // Warm-up, not counted: both sides reach their optimised code.
            for (var warm = 0; warm < 3; warm++)
            {
                await Micros(old);
                await Micros(now);
            }

            var costs = new List<(double Old, double Now)>();
            for (var round = 0; round < rounds; round++)
            {
                // Each first in every other round, so that whatever slows the machine slows both.
                var first = await Micros(round % 2 == 0 ? old : now);
                var second = await Micros(round % 2 == 0 ? now : old);
                costs.Add(round % 2 == 0 ? (first, second) : (second, first));
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round + 1} of {rounds}: {costs[^1].Old:F0} us of processor an order before, {costs[^1].Now:F0} now"
                    )
                );
            }

            Console.WriteLine($"{rounds} rounds of {orders} orders of three lines, medians; {Connections} connections; synchronous=FULL");
            Line("processor time an order, us, before", [.. costs.Select(cost => cost.Old)], "F0");
            Line("processor time an order, us, now", [.. costs.Select(cost => cost.Now)], "F0");
            Line("now / before", [.. costs.Select(cost => cost.Now / cost.Old)], "F3");
            var wrong = await now.Check();
            Console.WriteLine(wrong.Count == 0 ? "checked: every order is confirmed" : "VOID: " + string.Join("; ", wrong));
            return wrong.Count == 0 ? 0 : 1;
        }
        finally
        {
            Array.ForEach(folders, folder => Directory.Delete(folder, recursive: true));
        }
    }

    private static string Folder() => Directory.CreateTempSubdirectory("cartwright-bench-").FullName;

    // From the first placement to the last confirmation.
    private static async Task<double> Micros(Scene scene) => (await scene.Place(lines: 3, hot: false)).Done.CpuMicros;

    private static void Line(string name, List<double> figures, string format) =>
        Console.WriteLine(
            $"{name, -44}{figures.Order().ElementAt(figures.Count / 2).ToString(format, CultureInfo.InvariantCulture), 10}   "
                + string.Join("  ", figures.Select(figure => figure.ToString(format, CultureInfo.InvariantCulture)))
        );
}
