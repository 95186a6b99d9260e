// The split shop against the one process, both on the same PostgreSQL, interleaved in one run.
using System.Globalization;
using Cartwright.Servers;

namespace Cartwright.Bench;

internal static class SplitAgainstOne
{
    private const int Connections = 64;

    /// <param name="host">The built host.</param>
    /// <param name="split">scripts/split.sh.</param>
    public static async Task<int> Run(string host, string split, int rounds, int orders)
    {
        await using var server = await PostgresServer.Start();
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            // PostgreSQL does not run as root, and its user must be able to enter.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    folder,
                    UnixFileMode.UserRead
                        | UnixFileMode.UserWrite
                        | UnixFileMode.UserExecute
                        | UnixFileMode.OtherRead
                        | UnixFileMode.OtherExecute
                );
            }

            var (oneData, manyData) = (await server.CreateDatabase(), await server.CreateDatabase());
            const string Common = "--set RateLimits:Enabled=false --set Carts:Store=sql";
            using var one = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} {Common} --set Data=postgres:{oneData} --set DataFolder={folder}/one",
                "/api/products?limit=1"
            );

            // Its own PostgreSQL stays idle: both shops are to have the same.
            using var many = await ShopProcess.Start(
                split,
                port => $"--port {port} --data {folder}/many {Common} --set Data=postgres:{manyData}",
                "/api/products?limit=1",
                inOrder: true
            );
            var (oneScene, manyScene) = (await Scene.Set(one, orders, Connections), await Scene.Set(many, orders, Connections));
            await oneScene.Place(lines: 3, hot: false);
            await manyScene.Place(lines: 3, hot: false);
            var (ones, manys) = (new List<(Seen Posts, Seen Done)>(), new List<(Seen Posts, Seen Done)>());
            for (var round = 0; round < rounds; round++)
            {
                ones.Add(await oneScene.Place(lines: 3, hot: false));
                manys.Add(await manyScene.Place(lines: 3, hot: false));
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"round {round + 1} of {rounds}: one process {ones[^1].Posts.PerSecond:F0}, split {manys[^1].Posts.PerSecond:F0} placements a second"
                    )
                );
            }

            Console.WriteLine(
                $"{rounds} rounds of {orders} orders of three lines, medians; {Environment.ProcessorCount} cores shared by client, ten processes, nginx, Redis and PostgreSQL; {Connections} connections"
            );
            Line("placements a second, one process", ones, s => s.Posts.PerSecond);
            Line("placements a second, split", manys, s => s.Posts.PerSecond);
            Line("placed, paid and confirmed a second, one process", ones, s => s.Done.PerSecond);
            Line("placed, paid and confirmed a second, split", manys, s => s.Done.PerSecond);
            Line("p99 ms, one process", ones, s => s.Posts.P99Ms);
            Line("p99 ms, split", manys, s => s.Posts.P99Ms);
            Console.WriteLine();
            Console.WriteLine(
                Ratio(
                    "placements, split / one process (target 0.25)",
                    Median(manys, s => s.Posts.PerSecond) / Median(ones, s => s.Posts.PerSecond)
                )
            );
            Console.WriteLine(
                Ratio("confirmed orders, split / one process", Median(manys, s => s.Done.PerSecond) / Median(ones, s => s.Done.PerSecond))
            );
            Console.WriteLine(
                Ratio("p99, split / one process (target at most 4)", Median(manys, s => s.Posts.P99Ms) / Median(ones, s => s.Posts.P99Ms))
            );
            var wrong = (await oneScene.Check()).Concat(await manyScene.Check()).ToList();
            Console.WriteLine(
                wrong.Count == 0
                    ? $"checked: every order of the {oneScene.Placed + manyScene.Placed} placed is confirmed, stock and both payment ledgers agree"
                    : "VOID: " + string.Join("; ", wrong)
            );
            return wrong.Count == 0 && ones.Concat(manys).All(s => s.Posts.Failed == 0) ? 0 : 1;
        }
        finally
        {
            // The split's PostgreSQL ran as another user; root, who let it, may delete what is left.
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Line(string what, List<(Seen Posts, Seen Done)> seen, Func<(Seen Posts, Seen Done), double> figure) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -60}{Median(seen, figure), 10:F1}"));

    private static string Ratio(string what, double ratio) => string.Create(CultureInfo.InvariantCulture, $"{what, -60}{ratio, 10:F2}");

    private static double Median(List<(Seen Posts, Seen Done)> seen, Func<(Seen Posts, Seen Done), double> figure) =>
        seen.Select(figure).Order().ElementAt(seen.Count / 2);
}
