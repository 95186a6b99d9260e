// Buyers, carts and stock for the measurements, made over the API, and the check of what is left afterwards.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

internal sealed class Scene
{
    public const int Skus = 1_000;
    private const int HotProduct = 7;
    private const int StockOfEach = 1_000_000;
    public const string Address = """{"name":"Bench","line1":"1 Road","city":"Austin","postal_code":"73301","country":"US"}""";
    private readonly ShopProcess shop;
    private readonly int port;
    private readonly int connections;
    private readonly string admin;
    private readonly IReadOnlyDictionary<string, long> stocked;
    private readonly string[] buyers;
    private readonly byte[][] readCarts;
    private int attempt;

    private Scene(
        ShopProcess shop,
        int connections,
        string admin,
        IReadOnlyDictionary<string, long> stocked,
        string[] buyers,
        byte[][] readCarts
    )
    {
        this.shop = shop;
        port = shop.Port;
        this.connections = connections;
        this.admin = admin;
        this.stocked = stocked;
        this.buyers = buyers;
        this.readCarts = readCarts;
    }

    /// <summary>Orders acknowledged so far.</summary>
    public int Placed { get; private set; }

    public static async Task<Scene> Set(ShopProcess shop, int buyersCount, int connections)
    {
        var port = shop.Port;
        using var one = await Connection.Open(port);
        var admin = await Token(
            one,
            Connection.Request("POST", "/api/auth/login", body: """{"email":"admin@example.com","password":"Passw0rd!demo"}""")
        );
        AllGood(
            await Load.Once(
                Enumerable
                    .Range(1, Skus)
                    .Select(id =>
                        Connection.Request(
                            "POST",
                            $"/api/inventory/{id}/adjustments",
                            admin,
                            $$"""{"delta":{{StockOfEach}},"reason":"bench"}"""
                        )
                    ),
                port,
                connections
            ),
            "adjust stock"
        );
        var stocked = new Dictionary<string, long>();
        for (var id = 1; id <= Skus; id++)
        {
            var (_, body) = await one.Send(Connection.Request("GET", $"/api/inventory/{id}"), wantBody: true);
            var stock = JsonNode.Parse(body)!;
            stocked[(string)stock["product_id"]!] = (long)stock["on_hand"]!;
        }

        var guest = Connection.Request("POST", "/api/auth/guest");
        var buyers = new string[buyersCount];
        for (var i = 0; i < buyersCount; i++)
        {
            buyers[i] = await Token(one, guest);
        }

        // 64 carts of five lines, one a connection, for reading.
        var readers = new string[connections];
        for (var i = 0; i < connections; i++)
        {
            readers[i] = await Token(one, guest);
            for (var line = 0; line < 5; line++)
            {
                await one.Send(Add(readers[i], ((i * 5) + line) % Skus + 1));
            }
        }

        return new Scene(
            shop,
            connections,
            admin,
            stocked,
            buyers,
            [.. readers.Select(token => Connection.Request("GET", "/api/cart/me", token))]
        );
    }

    public byte[] CartOf(int worker) => readCarts[worker];

    /// <summary>Fills every buyer's cart, then lets all of them order at once; also the time until the last is confirmed.</summary>
    /// <param name="lines">Lines a cart.</param>
    /// <param name="hot">All buyers on the same products instead of spread over 1,000.</param>
    public async Task<(Seen Posts, Seen Done)> Place(int lines, bool hot)
    {
        await Fill(lines, hot);
        return await Order();
    }

    /// <summary>Fills every buyer's cart.</summary>
    public async Task Fill(int lines, bool hot) =>
        AllGood(
            await Load.Once(
                buyers.SelectMany(
                    (token, i) =>
                        Enumerable.Range(0, lines).Select(line => Add(token, hot ? HotProduct + line : ((i * lines) + line) % Skus + 1))
                ),
                port,
                connections
            ),
            "fill carts"
        );

    /// <summary>Lets all buyers order at once; also the time until the last is confirmed.</summary>
    public async Task<(Seen Posts, Seen Done)> Order()
    {
        var requests = Orders();
        var cpu = shop.Cpu;
        var started = Stopwatch.GetTimestamp();
        var posts = await Load.Once(requests, port, connections);
        posts = posts.With(shop.Cpu - cpu);
        Placed += buyers.Length - (int)posts.Failed;
        await UntilNonePending();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var done = posts with { PerSecond = buyers.Length / seconds, Seconds = seconds, P50Ms = double.NaN, P99Ms = double.NaN };
        return (posts, done.With(shop.Cpu - cpu));
    }

    /// <summary>Lets the buyers order one after the other, so many a second; answers how long each took, in ms, in order.</summary>
    public async Task<double[]> Paced(double perSecond)
    {
        var latencies = await Load.Paced(Orders(), port, connections, perSecond);
        Placed += buyers.Length;
        await UntilNonePending();
        return latencies;
    }

    /// <summary>An order of what is in the cart.</summary>
    public static byte[] OrderOf(string token, int buyer, string key) =>
        Connection.Request(
            "POST",
            "/api/orders",
            token,
            $$$"""{"email":"b{{{buyer}}}@example.com","shipping_address":{{{Address}}},"shipping_method":"standard","payment_method":{"token":"tok_visa"}}""",
            key
        );

    private List<byte[]> Orders()
    {
        attempt++;
        return [.. buyers.Select((token, i) => OrderOf(token, i, $"bench-{attempt}-{i}"))];
    }

    /// <summary>Sends an admin's requests, all of which must succeed.</summary>
    public async Task Send(string method, string path, IEnumerable<string> bodies) =>
        AllGood(await Load.Once(bodies.Select(body => Connection.Request(method, path, admin, body)), port, connections), path);

    /// <summary>Uses of promotions that are counted, and orders that cost less.</summary>
    public async Task<(long Used, long Discounted)> Used()
    {
        using var one = await Connection.Open(port);
        var used = await Sum(one, "/api/promotions", promotion => (long)promotion["used"]!);
        return (used, await Sum(one, "/api/orders", order => (decimal)order["discount"]! > 0 ? 1 : 0));
    }

    private async Task<long> Sum(Connection one, string path, Func<JsonNode, long> figure)
    {
        long sum = 0;
        string? cursor = null;
        do
        {
            var page = await Get(one, $"{path}?limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}");
            sum += page["items"]!.AsArray().Sum(item => figure(item!));
            cursor = (string?)page["next_cursor"];
        } while (cursor is not null);
        return sum;
    }

    /// <summary>What does not add up; empty when all does.</summary>
    public async Task<List<string>> Check()
    {
        using var one = await Connection.Open(port);
        var wrong = new List<string>();
        var confirmed = 0L;
        string? cursor = null;
        var sold = new Dictionary<string, long>();
        long money = 0;
        do
        {
            var page = await Get(
                one,
                $"/api/orders?limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}"
            );
            foreach (var order in page["items"]!.AsArray())
            {
                confirmed += (string?)order!["status"] == "confirmed" ? 1 : 0;
                money += (long)((decimal)order["total_price"]! * 100);
                foreach (var item in order["items"]!.AsArray())
                {
                    var id = (string)item!["product_id"]!;
                    sold[id] = sold.GetValueOrDefault(id) + (long)item["quantity"]!;
                }
            }

            cursor = (string?)page["next_cursor"];
        } while (cursor is not null);
        if (confirmed != Placed)
        {
            wrong.Add($"{Placed} orders acknowledged, {confirmed} confirmed");
        }

        foreach (var (id, units) in sold)
        {
            var stock = await Get(one, $"/api/inventory/{id}");
            var before = stocked[id];
            if ((long)stock["on_hand"]! + units != before || (long)stock["reserved"]! != 0)
            {
                wrong.Add($"product {id}: {before} at first, {units} sold, now {stock.ToJsonString()}");
            }
        }

        foreach (var address in new[] { "/api/payments/ledger", "/api/payments/simulator/ledger" })
        {
            var captured = await Captured(one, address);
            if (captured != money)
            {
                wrong.Add($"orders sum to {money}, {address} to {captured}");
            }
        }

        return wrong;
    }

    private async Task<long> Captured(Connection one, string address)
    {
        long sum = 0;
        string? cursor = null;
        do
        {
            var page = await Get(one, $"{address}?limit=200{(cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor))}");
            sum += page["items"]!.AsArray().Where(e => (string?)e!["kind"] == "captured").Sum(e => (long)((decimal)e!["amount"]! * 100));
            cursor = (string?)page["next_cursor"];
        } while (cursor is not null);
        return sum;
    }

    private async Task UntilNonePending()
    {
        using var one = await Connection.Open(port);
        var watch = Stopwatch.StartNew();
        while ((await Get(one, "/api/orders?status=pending&limit=1"))["items"]!.AsArray().Count > 0)
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException("Orders are still pending a minute after the last was placed.");
            }

            await Task.Delay(10);
        }
    }

    private async Task<JsonNode> Get(Connection one, string path)
    {
        var (status, body) = await one.Send(Connection.Request("GET", path, admin), wantBody: true);
        return status == 200 ? JsonNode.Parse(body)! : throw new InvalidOperationException($"GET {path}: {status} {body}");
    }

    private static byte[] Add(string token, int product) =>
        Connection.Request("POST", "/api/cart/me/items", token, $$"""{"product_id":"{{DemoGoods.Id(product)}}","quantity":1}""");

    private static async Task<string> Token(Connection one, byte[] request)
    {
        var (status, body) = await one.Send(request, wantBody: true);
        return status == 200 ? (string)JsonNode.Parse(body)!["access_token"]! : throw new InvalidOperationException($"{status} {body}");
    }

    private static void AllGood(Seen seen, string what)
    {
        if (seen.Failed > 0)
        {
            throw new InvalidOperationException($"{what}: {seen.Failed} failed, the first with {seen.FirstFailure}");
        }
    }
}
