// More connections than the shop can serve at once: what it still gets done, and how soon those hear who get nothing.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal static class Overload
{
    private const int Many = 6_000;
    private const int Units = 20;
    private const int Burst = 500;
    private const string Address = """{"name":"Bench","line1":"1 Road","city":"Austin","postal_code":"73301","country":"US"}""";
    private static readonly int[] Usual = [32, 128, 512];

    /// <summary>
    /// Changes of carts in a closed loop over ever more connections (each repeats at once, also when it was refused), then the peak again;
    /// and bursts of orders for the last units of a product. Beside each the floor over as many connections: what client and server lose by
    /// their number alone.
    /// </summary>
    public static async Task<int> Run(string host, int rounds, TimeSpan seconds)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var shop = await ShopProcess.Start(
                host,
                port => $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false",
                "/api/products?limit=1"
            );
            using var floor = await ShopProcess.Start(Environment.ProcessPath!, port => $"floor {port}", "/empty");
            var nothing = Connection.Request("POST", "/empty", body: """{"message":"ok"}""");
            var admin = await Token(
                shop.Port,
                Connection.Request("POST", "/api/auth/login", body: """{"email":"admin@example.com","password":"Passw0rd!demo"}""")
            );
            var guests = await Guests(shop.Port, Many);
            await Load.Once(
                guests.Select(token => Connection.Request("POST", "/api/cart/me/items", token, """{"product_id":"1","quantity":1}""")),
                shop.Port,
                64
            );
            byte[][][] changes = [.. guests.Select(token => (byte[][])[Set(token, 1), Set(token, 2)])];

            var seen = new Dictionary<int, List<Seen>>();
            var floors = new Dictionary<int, List<Seen>>();
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var connections in (int[])[.. Usual, Many])
                {
                    var turns = new int[connections];
                    var cpu = shop.Cpu;
                    var one = (await Load.For(seconds, shop.Port, connections, worker => changes[worker][turns[worker]++ & 1])).With(
                        shop.Cpu - cpu
                    );

                    var none = await Load.For(seconds, floor.Port, connections, _ => nothing);

                    // The first round warms up.
                    if (round > 0)
                    {
                        (seen.TryGetValue(connections, out var list) ? list : seen[connections] = []).Add(one);
                        (floors.TryGetValue(connections, out list) ? list : floors[connections] = []).Add(none);
                    }
                }
            }

            Console.WriteLine(
                $"changes of carts, {rounds} rounds of {seconds.TotalSeconds:F0} s, medians; {Environment.ProcessorCount} cores shared by client and shop; synchronous=FULL"
            );
            Console.WriteLine($"{"connections", -14}{"good/s", 10}{"refused/s", 12}{"p50 ms", 10}{"p99 ms", 10}{"POST empty/s", 14}");
            foreach (var (connections, list) in seen)
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{connections, -14}{Median(list, Good), 10:F0}{Median(list, s => s.Failed / s.Seconds), 12:F0}{Median(list, s => s.P50Ms), 10:F1}{Median(list, s => s.P99Ms), 10:F1}{Median(floors[connections], Good), 14:F0}  {list[0].FirstFailure}"
                    )
                );
            }

            var peak = Usual.Max(connections => Median(seen[connections], Good));
            var floorPeak = Usual.Max(connections => Median(floors[connections], Good));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"goodput at {Many} connections / peak: {Median(seen[Many], Good) / peak:F2} (target >= 0.90); of POST empty {Median(floors[Many], Good) / floorPeak:F2}"
                )
            );

            var soldOut = new List<double>();
            var spent = new List<double>();
            for (var round = 0; round <= rounds * 2; round++)
            {
                var (answers, cpu) = await SoldOut(shop, admin, "2", guests[..Burst], round);
                if (round > rounds)
                {
                    soldOut.AddRange(answers);
                    spent.Add(cpu.TotalMicroseconds / Burst);
                }
            }

            soldOut.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Burst} orders at once for {Units} units: {soldOut.Count / rounds} told that it is sold out, p50 {soldOut[soldOut.Count / 2]:F0} ms, p99 {soldOut[(int)(soldOut.Count * 0.99)]:F0} ms (target < 50), {spent.Order().ElementAt(spent.Count / 2):F0} us of the shop's processor time each"
                )
            );
            return soldOut.Count == rounds * (Burst - Units) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How long each waited for its answer who got nothing, in milliseconds.</summary>
    private static async Task<(List<double> Ms, TimeSpan Cpu)> SoldOut(
        ShopProcess shop,
        string admin,
        string product,
        string[] guests,
        int round
    )
    {
        var port = shop.Port;
        using (var one = await Connection.Open(port))
        {
            var stock = JsonNode.Parse((await one.Send(Connection.Request("GET", $"/api/inventory/{product}"), wantBody: true)).Body)!;
            async Task Adjust(long delta) =>
                await one.Send(
                    Connection.Request("POST", $"/api/inventory/{product}/adjustments", admin, $$"""{"delta":{{delta}},"reason":"bench"}""")
                );

            // Everybody has it in the cart while there is enough.
            await Adjust(Burst);
            foreach (var guest in guests)
            {
                await one.Send(Connection.Request("DELETE", "/api/cart/me", guest));
                var (status, body) = await one.Send(
                    Connection.Request("POST", "/api/cart/me/items", guest, $$"""{"product_id":"{{product}}","quantity":1}"""),
                    wantBody: true
                );
                if (status != 201)
                {
                    throw new InvalidOperationException($"{status} {body}");
                }
            }

            await Adjust(Units - Burst - (long)stock["available"]!);
        }

        var open = await Task.WhenAll(guests.Select(_ => Connection.Open(port)));
        var requests = guests
            .Select(
                (token, i) =>
                    Connection.Request(
                        "POST",
                        "/api/orders",
                        token,
                        $$$"""{"email":"b{{{i}}}@example.com","shipping_address":{{{Address}}},"shipping_method":"standard","payment_method":{"token":"tok_visa"}}""",
                        $"burst-{round}-{i}"
                    )
            )
            .ToArray();
        var cpu = shop.Cpu;
        var waited = await Task.WhenAll(
            open.Select(
                async (connection, i) =>
                {
                    var sent = Stopwatch.GetTimestamp();
                    var (status, _) = await connection.Send(requests[i]);
                    return (status, Ms: Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                }
            )
        );
        foreach (var connection in open)
        {
            connection.Dispose();
        }

        return ([.. waited.Where(one => one.status == 409).Select(one => one.Ms)], shop.Cpu - cpu);
    }

    private static double Good(Seen seen) => seen.PerSecond - (seen.Failed / seen.Seconds);

    private static byte[] Set(string token, int quantity) =>
        Connection.Request("PUT", "/api/cart/me/items/1", token, $$"""{"quantity":{{quantity}}}""");

    private static async Task<string[]> Guests(int port, int count)
    {
        using var one = await Connection.Open(port);
        var tokens = new string[count];
        for (var i = 0; i < count; i++)
        {
            tokens[i] = Token((await one.Send(Connection.Request("POST", "/api/auth/guest"), wantBody: true)).Body);
        }

        return tokens;
    }

    private static async Task<string> Token(int port, byte[] request)
    {
        using var one = await Connection.Open(port);
        return Token((await one.Send(request, wantBody: true)).Body);
    }

    private static string Token(string body) => (string)JsonNode.Parse(body)!["access_token"]!;

    private static double Median(List<Seen> list, Func<Seen, double> figure) => list.Select(figure).Order().ElementAt(list.Count / 2);
}
