// Carts on each store: GET and add over HTTP against the empty endpoints and against what the store itself can do, all in one run.
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal static class CartStores
{
    private const int Connections = 64;
    private const int FewConnections = 8;
    private const int IdleCarts = 4_000;
    private const int LargeCartLines = 200;

    public static async Task<int> Run(string host, int rounds, TimeSpan time, IReadOnlyList<string> stores)
    {
        using var floor = await ShopProcess.Start(Environment.ProcessPath!, port => $"floor {port}", "/empty");
        var floorGet = Connection.Request("GET", "/empty");
        var floorPost = Connection.Request("POST", "/empty", body: """{"message":"ok"}""");
        await Load.For(time, floor.Port, Connections, _ => floorGet);
        await Load.For(time, floor.Port, Connections, _ => floorPost);
        long failed = 0;
        Console.WriteLine(
            $"{rounds} rounds, medians; {Environment.ProcessorCount} cores shared by client, server and store; {Connections} connections"
        );
        foreach (var name in stores)
        {
            await using var store = await StoreUnderLoad.Start(name, host);
            var small = await CartSet.Make(store.Shop.Port, Connections, lines: 5);
            var one = await CartSet.Make(store.Shop.Port, FewConnections, lines: 1);
            var large = await CartSet.Make(store.Shop.Port, FewConnections, LargeCartLines);
            var seen = new Dictionary<string, List<Seen>>();
            async Task Keep(string what, ShopProcess? server, Func<Task<Seen>> load)
            {
                var before = server?.Cpu ?? TimeSpan.Zero;
                var one = await load();
                (seen.TryGetValue(what, out var list) ? list : seen[what] = []).Add(server is null ? one : one.With(server.Cpu - before));
                failed += one.Failed;
                if (one.FirstFailure is { } why)
                {
                    Console.Error.WriteLine($"{name}, {what}: {why}");
                }
            }

            // Warm-up, not counted: both sides reach their optimised code.
            await Load.For(time, store.Shop.Port, Connections, small.Get);
            var cold = await Load.For(time, store.Shop.Port, Connections, small.Add);
            if (cold.Failed > 0)
            {
                Console.Error.WriteLine($"{name}, warm-up: {cold.Failed} adds were not acknowledged, the first: {cold.FirstFailure}");
            }
            for (var round = 0; round < rounds; round++)
            {
                await Keep("GET empty", floor, () => Load.For(time, floor.Port, Connections, _ => floorGet));
                await Keep("GET cart", store.Shop, () => Load.For(time, store.Shop.Port, Connections, small.Get));
                await Keep("POST empty", floor, () => Load.For(time, floor.Port, Connections, _ => floorPost));
                await Keep("add to cart", store.Shop, () => Load.For(time, store.Shop.Port, Connections, small.Add));
                await store.Quiet();
                await Keep("store read", null, () => store.FloorRead(Connections, time));
                await Keep("store write", null, () => store.FloorWrite(Connections, time));
                await Keep("GET, 1 line", store.Shop, () => Load.For(time / 2, store.Shop.Port, FewConnections, one.Get));
                await Keep("GET, 200 lines", store.Shop, () => Load.For(time / 2, store.Shop.Port, FewConnections, large.Get));
                await Keep("add, 1 line", store.Shop, () => Load.For(time / 2, store.Shop.Port, FewConnections, one.Add));
                await Keep("add, 200 lines", store.Shop, () => Load.For(time / 2, store.Shop.Port, FewConnections, large.Add));
                await store.Quiet();
                Console.Error.WriteLine($"{name}: round {round + 1} of {rounds}");
            }

            var wrong = await small.Check(store.Shop.Port, cold.Failed + seen["add to cart"].Sum(s => s.Failed));
            failed += wrong;
            var bytes = await store.BytesAnIdleCart(IdleCarts, () => CartSet.Make(store.Shop.Port, IdleCarts, lines: 5));
            Print(name, store, seen, bytes, wrong);
        }

        return failed == 0 ? 0 : 1;
    }

    private static void Print(string name, StoreUnderLoad store, Dictionary<string, List<Seen>> seen, double bytes, long wrong)
    {
        Console.WriteLine();
        Console.WriteLine($"== {name}: {store.Durability}");
        Console.WriteLine($"{"", -24}{"per second", 12}{"p50 ms", 10}{"p99 ms", 10}{"cpu us", 10}{"failed", 8}");
        foreach (var (what, list) in seen.Where(entry => entry.Value.Exists(s => s.PerSecond > 0)))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what, -24}{Median(list, s => s.PerSecond), 12:F0}{Median(list, s => s.P50Ms), 10:F2}{Median(list, s => s.P99Ms), 10:F2}{Median(list, s => s.CpuMicros), 10:F0}{list.Sum(s => s.Failed), 8}"
                )
            );
        }

        double Rate(string what) => Median(seen[what], s => s.PerSecond);
        double P99(string what) => Median(seen[what], s => s.P99Ms);
        Ratio("GET cart / GET empty", Rate("GET cart") / Rate("GET empty"), store.GetTarget);
        Ratio("add to cart / POST empty", Rate("add to cart") / Rate("POST empty"), store.AddTarget);
        if (Rate("store read") > 0)
        {
            Ratio($"GET cart / {store.ReadFloor}", Rate("GET cart") / Rate("store read"), "-");
        }

        if (Rate("store write") > 0)
        {
            Ratio($"add to cart / {store.WriteFloor}", Rate("add to cart") / Rate("store write"), store.WriteTarget);
        }

        Ratio("p99 of GET, cart of 200 lines / of 1", P99("GET, 200 lines") / P99("GET, 1 line"), "<= 1.50");
        Ratio("p99 of add, cart of 200 lines / of 1", P99("add, 200 lines") / P99("add, 1 line"), "<= 1.50");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{"bytes of an idle cart of five lines, " + store.BytesWhere, -66}{bytes, 8:F0}")
        );
        Console.WriteLine(
            wrong == 0
                ? "checked: every cart holds exactly what was acknowledged"
                : $"VOID: {wrong} carts do not hold what was acknowledged"
        );
    }

    private static double Median(List<Seen> list, Func<Seen, double> figure) => list.Select(figure).Order().ElementAt(list.Count / 2);

    private static void Ratio(string name, double seen, string target) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -66}{seen, 8:F2}{target, 8}"));
}

/// <summary>Carts of guests, one a worker, made over the API.</summary>
internal sealed class CartSet
{
    private const int Skus = 1_000;

    /// <summary>Units a line may have, less what it begins with.</summary>
    private const int AddsALineMax = 9_000;

    private readonly string[] tokens;
    private readonly int lines;
    private readonly byte[][] gets;
    private readonly byte[][][] adds;
    private readonly int[] added;

    private CartSet(string[] tokens, int lines)
    {
        this.tokens = tokens;
        this.lines = lines;
        gets = [.. tokens.Select(token => Connection.Request("GET", "/api/cart/me", token))];
        adds =
        [
            .. tokens.Select(
                (token, i) => Enumerable.Range(0, Math.Min(lines, 10)).Select(line => AddRequest(token, Product(i, line))).ToArray()
            ),
        ];
        added = new int[tokens.Length];
    }

    public static async Task<CartSet> Make(int port, int carts, int lines)
    {
        var guest = Connection.Request("POST", "/api/auth/guest");
        var tokens = new string[carts];
        using (var one = await Connection.Open(port))
        {
            for (var i = 0; i < carts; i++)
            {
                tokens[i] = (string)JsonNode.Parse((await one.Send(guest, wantBody: true)).Body)!["access_token"]!;
            }
        }

        var set = new CartSet(tokens, lines);
        var filled = await Load.Once(
            Enumerable.Range(0, lines).SelectMany(line => tokens.Select((token, i) => AddRequest(token, Product(i, line)))),
            port,
            Math.Min(64, carts)
        );
        return filled.Failed == 0 ? set : throw new InvalidOperationException($"The carts could not be filled: {filled.FirstFailure}");
    }

    /// <summary>Makes stock that no load can exhaust.</summary>
    public static async Task Stock(int port)
    {
        using var one = await Connection.Open(port);
        var login = await one.Send(
            Connection.Request("POST", "/api/auth/login", body: """{"email":"admin@example.com","password":"Passw0rd!demo"}"""),
            wantBody: true
        );
        var admin = (string)JsonNode.Parse(login.Body)!["access_token"]!;
        var done = await Load.Once(
            Enumerable
                .Range(1, Skus)
                .Select(id =>
                    Connection.Request("POST", $"/api/inventory/{id}/adjustments", admin, """{"delta":1000000,"reason":"bench"}""")
                ),
            port,
            16
        );
        if (done.Failed > 0)
        {
            throw new InvalidOperationException($"Stock could not be made: {done.FirstFailure}");
        }
    }

    public byte[] Get(int worker) => gets[worker];

    public byte[] Add(int worker)
    {
        var requests = adds[worker];
        var next = added[worker]++;
        return next < requests.Length * AddsALineMax
            ? requests[next % requests.Length]
            : throw new InvalidOperationException("The carts are full: measure for a shorter time.");
    }

    /// <summary>How many carts do not hold what was put into them.</summary>
    /// <param name="port">The shop's.</param>
    /// <param name="unknown">Adds that were sent and not acknowledged: so many units in all may be missing.</param>
    public async Task<long> Check(int port, long unknown)
    {
        using var one = await Connection.Open(port);
        var wrong = 0L;
        for (var i = 0; i < tokens.Length; i++)
        {
            var cart = JsonNode.Parse((await one.Send(gets[i], wantBody: true)).Body)!;
            var there = (long)cart["total_items"]!;
            if (there != lines + added[i])
            {
                Console.Error.WriteLine($"cart {i} holds {there} units, {lines + added[i]} were sent, {unknown} adds are unknown");
                unknown -= lines + added[i] - there;
                wrong += there > lines + added[i] || unknown < 0 ? 1 : 0;
            }
        }

        return wrong;
    }

    private static int Product(int cart, int line) => (((cart * 5) + line) % Skus) + 1;

    private static byte[] AddRequest(string token, int product) =>
        Connection.Request(
            "POST",
            "/api/cart/me/items",
            token,
            string.Create(CultureInfo.InvariantCulture, $$"""{"product_id":"{{DemoGoods.Id(product)}}","quantity":1}""")
        );
}
