// What one order costs and how long it takes: alone, as a whole purchase, and at seven tenths of the load that the shop can bear.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Servers;

namespace Cartwright.Bench;

internal static class OneOrder
{
    private const int Connections = 64;
    private const int Alone = 300;
    private const int Purchases = 2_000;
    private const double Load70 = 0.70;

    /// <param name="folder">Data to begin with, such as bench history keeps; null for a new shop.</param>
    public static async Task<int> Run(string host, string store, int orders, int warm, string? folder)
    {
        await using var server = store == "postgres" ? await PostgresServer.Start() : null;
        var data = server is null ? null : await server.CreateDatabase();
        var own = folder ?? Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var shop = await ShopProcess.Start(
                host,
                port =>
                    $"serve --demo --port {port} --set RateLimits:Enabled=false "
                    + (data is null ? $"--data {own}" : $"--set Data=postgres:{data} --set DataFolder={own}"),
                "/api/products?limit=1"
            );
            var scene = await Scene.Set(shop, orders, Connections);
            for (var placed = 0; placed < warm; placed += orders)
            {
                await scene.Place(lines: 3, hot: false);
            }

            Console.WriteLine($"{store}, after {scene.Placed} orders; {Environment.ProcessorCount} cores shared with the client");
            var (posts, done) = await scene.Place(lines: 3, hot: false);
            Line("placements of 3 lines a second, 64 connections", posts.PerSecond, "F0");
            Line("us of the shop each, until the last is confirmed", done.CpuMicros, "F0");
            await ByItself(shop.Port);
            var (shopCpu, serverCpu) = (shop.Cpu, server is null ? TimeSpan.Zero : PlacementOnPostgres.CpuOfTree(server.Process.Id));
            var failed = await Whole(shop.Port);
            Line("a whole purchase, us of the shop", (shop.Cpu - shopCpu).TotalMicroseconds / Purchases, "F0");
            if (server is not null)
            {
                var micros = (PlacementOnPostgres.CpuOfTree(server.Process.Id) - serverCpu).TotalMicroseconds;
                Line("a whole purchase, us of PostgreSQL", micros / Purchases, "F0");
            }

            await scene.Fill(lines: 3, hot: false);
            var paced = await scene.Paced(Load70 * posts.PerSecond);
            Line("p50 at 70 % of that, ms", paced[paced.Length / 2], "F2");
            Line("p99.9 at 70 % of that, ms", paced[(int)(paced.Length * 0.999)], "F2");
            Line("p99.9 / p50", paced[(int)(paced.Length * 0.999)] / paced[paced.Length / 2], "F1");
            return failed == 0 ? 0 : 1;
        }
        finally
        {
            if (folder is null)
            {
                Directory.Delete(own, recursive: true);
            }
        }
    }

    /// <summary>One after the other: to the acknowledgement, and to what it brings about.</summary>
    private static async Task ByItself(int port)
    {
        using var one = await Connection.Open(port);
        var (answered, confirmed) = (new List<double>(), new List<double>());
        for (var i = 0; i < Alone; i++)
        {
            var (token, order) = await Filled(one, i);
            var began = Stopwatch.GetTimestamp();
            var (status, body) = await one.Send(order, wantBody: true);
            answered.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            var id = status == 201 ? (string)JsonNode.Parse(body)!["order_id"]! : throw new InvalidOperationException(body);
            var look = Connection.Request("GET", "/api/orders/" + id, token);
            while (!(await one.Send(look, wantBody: true)).Body.Contains("\"confirmed\"", StringComparison.Ordinal)) { }

            confirmed.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Line("one order alone, ms to the 201 (p50)", Median(answered), "F2");
        Line("one order alone, ms until it is confirmed, all effects in that commit (p50)", Median(confirmed), "F2");
    }

    /// <summary>Guest, two lines, quote, order; answers how many failed.</summary>
    private static async Task<int> Whole(int port)
    {
        var (next, failed) = (0, 0);
        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(async _ =>
                {
                    using var one = await Connection.Open(port);
                    while (Interlocked.Increment(ref next) is var number && number <= Purchases)
                    {
                        var (token, order) = await Filled(one, number, quoted: true);
                        var (status, body) = await one.Send(order, wantBody: true);
                        if (status != 201)
                        {
                            Interlocked.Increment(ref failed);
                            continue;
                        }

                        var look = Connection.Request("GET", "/api/orders/" + (string)JsonNode.Parse(body)!["order_id"]!, token);
                        while (!(await one.Send(look, wantBody: true)).Body.Contains("\"confirmed\"", StringComparison.Ordinal))
                        {
                            await Task.Delay(20);
                        }
                    }
                })
        );
        return failed;
    }

    private static async Task<(string Token, byte[] Order)> Filled(Connection one, int number, bool quoted = false)
    {
        var (_, guest) = await one.Send(Connection.Request("POST", "/api/auth/guest"), wantBody: true);
        var token = (string)JsonNode.Parse(guest)!["access_token"]!;
        for (var line = 0; line < 2; line++)
        {
            var product = DemoGoods.Id(((number * 2) + line) % Scene.Skus + 1);
            await one.Send(Connection.Request("POST", "/api/cart/me/items", token, $$"""{"product_id":"{{product}}","quantity":1}"""));
        }

        if (quoted)
        {
            var quote = $$"""{"shipping_address":{{Scene.Address}},"shipping_method":"standard"}""";
            await one.Send(Connection.Request("POST", "/api/checkout/quote", token, quote));
        }

        return (token, Scene.OrderOf(token, number, $"alone-{number}-{quoted}"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Line(string name, double value, string format) =>
        Console.WriteLine($"{name, -76}{value.ToString(format, CultureInfo.InvariantCulture), 8}");
}
