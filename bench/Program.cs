// Measures the shop against the floor, interleaved, and prints medians. Durability, authentication, validation and audit are on; only the
// rate limits are lifted.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Bench;

if (args is ["floor", var floorPort])
{
    await Floor.Serve(int.Parse(floorPort, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["inner", var innerPort])
{
    await InnerCall.Serve(int.Parse(innerPort, CultureInfo.InvariantCulture));
    return 0;
}

var host = Argument("--host") ?? throw new ArgumentException("--host <path of the built host>; ./bench/run.sh gives it.");
var rounds = int.Parse(Argument("--rounds") ?? "5", CultureInfo.InvariantCulture);
var seconds = TimeSpan.FromSeconds(double.Parse(Argument("--seconds") ?? "2", CultureInfo.InvariantCulture));
var orders = int.Parse(Argument("--orders") ?? "4000", CultureInfo.InvariantCulture);
if (args.Contains("wire"))
{
    return await InnerCall.Run(rounds, seconds);
}

if (args.Contains("pricing"))
{
    // Short turns, so that whatever else the machine does slows both sides alike.
    return await PricingSpeed.Run(rounds * 10, seconds / 10);
}

if (args.Contains("search"))
{
    return await SearchSpeed.Run();
}

if (args.Contains("pages"))
{
    return await PagesSpeed.Run(host);
}

if (args.Contains("papers"))
{
    return await PapersSpeed.Run();
}

if (args.Contains("pictures"))
{
    return await PicturesSpeed.Run(host, seconds);
}

if (args.Contains("import"))
{
    return await ImportSpeed.Run(host, seconds);
}

if (args.Contains("promotions"))
{
    return await PromotionsAgainstNone.Run(host, rounds, orders);
}

if (args.Contains("taxes"))
{
    return await TaxesAgainstNone.Run(host, rounds, orders);
}

if (Argument("--against") is { } other)
{
    return await TwoHosts.Run(host, other, rounds, orders);
}

if (args.Contains("overload"))
{
    return await Overload.Run(host, rounds, seconds);
}

if (args.Contains("webhooks"))
{
    return await Webhooks.Run(host, int.Parse(Argument("--webhooks") ?? "20000", CultureInfo.InvariantCulture));
}

if (args.Contains("events"))
{
    return await EventLag.Run(TimeSpan.FromSeconds(10));
}

if (args.Contains("history"))
{
    return await History.Run(
        host,
        rounds,
        Argument("--store") ?? "sqlite",
        int.Parse(Argument("--few") ?? "1000", CultureInfo.InvariantCulture),
        int.Parse(Argument("--many") ?? "1000000", CultureInfo.InvariantCulture),
        Argument("--keep")
    );
}

if (args.Contains("carts"))
{
    return await CartStores.Run(host, rounds, seconds, (Argument("--stores") ?? "sqlite,postgres,redis,dynamodb").Split(','));
}

if (args.Contains("order"))
{
    var warm = int.Parse(Argument("--warm") ?? "20000", CultureInfo.InvariantCulture);
    return await OneOrder.Run(host, Argument("--store") ?? "sqlite", orders, warm, Argument("--folder"));
}

if (args.Contains("split"))
{
    return await SplitAgainstOne.Run(
        host,
        Argument("--split") ?? throw new ArgumentException("--split <path of scripts/split.sh>; ./bench/run.sh gives it."),
        rounds,
        orders
    );
}

if (args.Contains("postgres"))
{
    return await PlacementOnPostgres.Run(host, rounds, seconds, orders);
}

const int Connections = 64;
var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
try
{
    string HostArguments(int port) => $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false";
    var firstStart = new List<double>();
    using (var first = await ShopProcess.Start(host, HostArguments, "/api/products?limit=1"))
    {
        firstStart.Add(first.FirstAnswerMs);
    }

    var starts = new List<double>();
    for (var i = 0; i < rounds; i++)
    {
        using var again = await ShopProcess.Start(host, HostArguments, "/api/products?limit=1");
        starts.Add(again.FirstAnswerMs);
    }

    using var floor = await ShopProcess.Start(Environment.ProcessPath!, port => $"floor {port}", "/empty");
    using var shop = await ShopProcess.Start(host, HostArguments, "/api/products?limit=1");

    // The collector settles within seconds of the start; idle means that nothing has been asked since.
    await Task.Delay(TimeSpan.FromSeconds(5));
    var idle = shop.ResidentBytes;
    var scene = await Scene.Set(shop, orders, Connections);
    var floorGet = Connection.Request("GET", "/empty");
    var floorPost = Connection.Request("POST", "/empty", body: """{"message":"ok"}""");

    // Warm-up, not counted: both sides reach their optimised code.
    await Load.For(seconds, floor.Port, Connections, _ => floorGet);
    await Load.For(seconds, floor.Port, Connections, _ => floorPost);
    await Load.For(seconds, shop.Port, Connections, scene.CartOf);
    await scene.Place(lines: 3, hot: false);

    var seen = new Dictionary<string, List<Seen>>();
    void Keep(string name, Seen what) => (seen.TryGetValue(name, out var list) ? list : seen[name] = []).Add(what);
    for (var round = 0; round < rounds; round++)
    {
        Keep("GET empty", await Measured(floor, () => Load.For(seconds, floor.Port, Connections, _ => floorGet)));
        Keep("GET cart", await Measured(shop, () => Load.For(seconds, shop.Port, Connections, scene.CartOf)));
        Keep("POST empty", await Measured(floor, () => Load.For(seconds, floor.Port, Connections, _ => floorPost)));
        var (order, done) = await scene.Place(lines: 3, hot: false);
        Keep("POST order, 3 lines", order);
        Keep("order to confirmed", done);
        Keep("POST order, 1,000 SKUs", (await scene.Place(lines: 1, hot: false)).Posts);
        Keep("POST order, one SKU", (await scene.Place(lines: 1, hot: true)).Posts);
        Console.Error.WriteLine($"round {round + 1} of {rounds}");
    }

    Console.WriteLine(
        $"{rounds} rounds, medians; {Environment.ProcessorCount} cores shared by client and server; {Connections} connections; synchronous=FULL"
    );
    Console.WriteLine($"{"", -24}{"per second", 12}{"p50 ms", 10}{"p99 ms", 10}{"cpu us", 10}{"failed", 8}");
    foreach (var (name, list) in seen)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -24}{Median(list, s => s.PerSecond), 12:F0}{Median(list, s => s.P50Ms), 10:F2}{Median(list, s => s.P99Ms), 10:F2}{Median(list, s => s.CpuMicros), 10:F0}{list.Sum(s => s.Failed), 8}"
            )
        );
    }

    Console.WriteLine();
    Console.WriteLine($"{"ratio", -52}{"seen", 8}{"target", 8}");
    var failedTotal = seen.Values.Sum(list => list.Sum(s => s.Failed));
    Ratio(
        "GET cart, 5 lines / GET empty",
        Median(seen["GET cart"], s => s.PerSecond) / Median(seen["GET empty"], s => s.PerSecond),
        ">= 0.50"
    );
    Ratio(
        "POST order, 3 lines / POST empty",
        Median(seen["POST order, 3 lines"], s => s.PerSecond) / Median(seen["POST empty"], s => s.PerSecond),
        ">= 0.15"
    );
    Ratio(
        "order placed, paid and confirmed / POST empty",
        Median(seen["order to confirmed"], s => s.PerSecond) / Median(seen["POST empty"], s => s.PerSecond),
        "-"
    );
    Ratio(
        "POST order, 1 line, all on one SKU / over 1,000 SKUs",
        Median(seen["POST order, one SKU"], s => s.PerSecond) / Median(seen["POST order, 1,000 SKUs"], s => s.PerSecond),
        ">= 1.00"
    );
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{"start to first 200, demo data loaded, ms", -52}{starts.Order().ElementAt(starts.Count / 2), 8:F0}{"< 1000", 8}"
        )
    );
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{"first start ever, demo data made, ms", -52}{firstStart[0], 8:F0}{"-", 8}")
    );
    Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{"idle memory, MB resident", -52}{idle / 1048576.0, 8:F0}{"< 150", 8}")
    );
    var wrong = await scene.Check();
    var (verified, notHeld) = await VerifySpeed.Run(host, folder);
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{"cartwright verify beside the shop, orders a second", -52}{verified, 8:F0}{">= 5000", 8}"
        )
    );
    if (notHeld is not null)
    {
        wrong.Add("cartwright verify: " + notHeld);
    }

    Console.WriteLine(
        wrong.Count == 0
            ? $"checked: every order of the {scene.Placed} placed is confirmed, stock and both payment ledgers agree"
            : "VOID: " + string.Join("; ", wrong)
    );
    return wrong.Count == 0 && failedTotal == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task<Seen> Measured(ShopProcess server, Func<Task<Seen>> load)
{
    var before = server.Cpu;
    var seen = await load();
    return seen.With(server.Cpu - before);
}

static double Median(List<Seen> list, Func<Seen, double> figure) => list.Select(figure).Order().ElementAt(list.Count / 2);

static void Ratio(string name, double seen, string target) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -52}{seen, 8:F2}{target, 8}"));

string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
