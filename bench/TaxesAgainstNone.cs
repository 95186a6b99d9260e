// Placement in a shop with 10,000 rows of tax rates of its own against placement in the same shop with none, in turns.
using System.Globalization;

namespace Cartwright.Bench;

internal static class TaxesAgainstNone
{
    private const int Connections = 64;
    private const int Rows = 10_000;

    // Of processor time an order: 5 % more is the most that rows may cost.
    private const double Target = 1.05;

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

            // A row a postal code, that of the orders among them, with the rate that they pay anyhow.
            await with.Send(
                "POST",
                "/api/tax-rates",
                Enumerable
                    .Range(70_000, Rows)
                    .Select(code => $$"""{"country":"US","postal_prefix":"{{code}}","percent":7.25,"included":false}""")
            );

            // Warm-up, not counted: both sides reach their optimised code.
            await Micros(without);
            await Micros(with);
            var (ratios, costs) = (new List<double>(), new List<(double None, double Many)>());
            for (var round = 0; round < rounds; round++)
            {
                // In turns, and each first in every other round, so that whatever slows the machine slows both.
                var first = round % 2 == 0 ? await Micros(without) : await Micros(with);
                var second = round % 2 == 0 ? await Micros(with) : await Micros(without);
                var (a, b) = round % 2 == 0 ? (first, second) : (second, first);
                ratios.Add(b / a);
                costs.Add((a, b));
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round + 1} of {rounds}: {a:F0} µs of processor an order without, {b:F0} with"
                    )
                );
            }

            Console.WriteLine(
                $"{rounds} rounds of {orders} orders of three lines, medians; {Environment.ProcessorCount} cores shared by client and both shops; {Connections} connections; synchronous=FULL"
            );
            Line("processor time an order, µs, no rows of the shop's own", [.. costs.Select(cost => cost.None)], "F0");
            Line($"processor time an order, µs, {Rows} rows", [.. costs.Select(cost => cost.Many)], "F0");
            Line("with / without (target 1.05)", ratios, "F3");
            var wrong = await without.Check();
            wrong.AddRange(await with.Check());
            Console.WriteLine(
                wrong.Count == 0
                    ? "checked: every order is confirmed, stock and payment ledgers agree"
                    : "VOID: " + string.Join("; ", wrong)
            );
            return wrong.Count == 0 && ratios.Order().ElementAt(rounds / 2) <= Target ? 0 : 1;
        }
        finally
        {
            Array.ForEach(folders, folder => Directory.Delete(folder, recursive: true));
        }
    }

    // From the first placement to the last confirmation.
    private static async Task<double> Micros(Scene scene) => (await scene.Place(lines: 3, hot: false)).Done.CpuMicros;

    private static void Line(string name, List<double> figures, string format) =>
        Console.WriteLine(
            $"{name, -56}{figures.Order().ElementAt(figures.Count / 2).ToString(format, CultureInfo.InvariantCulture), 10}   {string.Join("  ", figures.Select(figure => figure.ToString(format, CultureInfo.InvariantCulture)))}"
        );
}
