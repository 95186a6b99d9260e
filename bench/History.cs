// Pages of history, and what a vendor's dashboard asks, with a million stored orders against a thousand: two shops, asked in turns by one
// connection each.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Bench;

internal static class History
{
    private const double HistoryTarget = 1.2;
    private const double DashboardTarget = 5;
    private const int RowsOfPage = 20;

    /// <summary>Within which a list of all orders opens, in milliseconds, however many there are.</summary>
    private const double ListTargetMs = 300;

    /// <summary>Requests of one kind in one round: enough that one slow moment of the machine is not the p99.</summary>
    private const int Asked = 250;

    public static async Task<int> Run(string host, int rounds, string data, int few, int many, string? keep)
    {
        var postgres = data == "postgres";
        await using var server = postgres ? await PostgresServer.Start() : null;
        var folders = new List<string>();
        try
        {
            using var small = await Shop(few);
            using var large = await Shop(many);
            var (asFew, asMany) = (await Scene(small, few), await Scene(large, many));
            Console.WriteLine(
                $"{rounds} rounds of {Asked} requests, one at a time; pages of {RowsOfPage}; {data}; {few} orders against {many}; {Environment.ProcessorCount} cores shared by client and servers"
            );
            Console.WriteLine(
                $"{"page", -52}{"rows", 9}{"p50 few", 9}{"p50 many", 9}{"p99 few", 9}{"p99 many", 9}{"p50 x", 8}{"p99 x", 8}"
            );
            var (worst, slowestList) = (0.0, 0.0);
            foreach (
                var (name, small1, large1, rows) in asFew.Pages.Zip(
                    asMany.Pages,
                    (one, other) => (one.Name, one.Request, other.Request, $"{one.Rows}/{other.Rows}")
                )
            )
            {
                var (a, b) = await InTurns(small.Port, small1, large.Port, large1, rounds);
                worst = Math.Max(worst, b.P99 / a.P99);
                slowestList = Math.Max(slowestList, name.StartsWith("admin", StringComparison.Ordinal) ? b.P99 : 0);
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name, -52}{rows, 9}{a.P50, 9:F2}{b.P50, 9:F2}{a.P99, 9:F2}{b.P99, 9:F2}{b.P50 / a.P50, 8:F2}{b.P99 / a.P99, 8:F2}"
                    )
                );
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"worst page, p99 of many against few", -52}{worst, 8:F2}   target <= {HistoryTarget}"
                )
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"slowest list of all orders, p99 in ms", -52}{slowestList, 8:F2}   target < {ListTargetMs}"
                )
            );
            Console.WriteLine();
            Console.WriteLine($"{"vendor's dashboard, many orders", -52}{"p50 key", 9}{"p50", 9}{"ratio", 9}");
            var slowest = 0.0;
            foreach (var (name, request) in asMany.Dashboard)
            {
                var (key, asked) = await InTurns(large.Port, asMany.Key, large.Port, request, rounds);
                slowest = Math.Max(slowest, asked.P50 / key.P50);
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{name, -52}{key.P50, 9:F2}{asked.P50, 9:F2}{asked.P50 / key.P50, 9:F2}")
                );
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{"slowest against one order by its key", -52}{slowest, 8:F2}   target < {DashboardTarget}"
                )
            );
            return worst <= HistoryTarget && slowest < DashboardTarget && slowestList < ListTargetMs ? 0 : 1;
        }
        finally
        {
            foreach (var folder in folders)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        async Task<ShopProcess> Shop(int orders)
        {
            var kept = keep is null || postgres ? null : Path.Combine(keep, $"sqlite-{orders}");
            var folder = kept ?? Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
            if (kept is null)
            {
                folders.Add(folder);
            }

            var where = server is null ? null : await server.CreateDatabase();

            // A folder of before the modules shared a file is one as soon as a shop starts on it.
            if (kept is null || !(File.Exists(Path.Combine(kept, "shop.db")) || File.Exists(Path.Combine(kept, "ordering.db"))))
            {
                var watch = Stopwatch.StartNew();
                await OrderFill.Run(
                    where is null ? new SqliteDialect(folder, new SqlitePlace(["ordering"], [])) : new PostgresDialect(where),
                    orders
                );
                Console.Error.WriteLine($"{orders} orders made in {watch.Elapsed.TotalSeconds:F0} s");
            }

            return await ShopProcess.Start(
                host,
                port =>
                    $"serve --demo --port {port} --data {folder} --set RateLimits:Enabled=false"
                    + (where is null ? string.Empty : $" --set Data=postgres:{where}"),
                "/api/products?limit=1"
            );
        }
    }

    private static async Task<Scenes> Scene(ShopProcess shop, int orders)
    {
        using var one = await Connection.Open(shop.Port);
        var (admin, vendor) = (await Token(one, "admin"), await Token(one, "vendor"));
        var newest = (await Json(one, admin, "/api/orders?limit=1"))["items"]![0]!;
        var middle = DateTimeOffset.UtcNow.AddDays(-180);
        var user = OrderFill.SomeUser(orders);
        string[] pages =
        [
            "newest first|",
            "oldest first|sort=created_at",
            "dearest first|sort=-total_price",
            "cheapest first|sort=total_price",
            "one status|status=shipped",
            "one status, dearest first|status=shipped&sort=-total_price",
            $"from a day on|to={middle:yyyy-MM-dd}",
            $"one product|product_id={OrderFill.BusyProduct}",
            $"one product of one status|product_id={OrderFill.BusyProduct}&status=delivered",
            "a range of totals|min_total=100&max_total=300&currency=USD",
            "a range of totals, dearest first|min_total=100&max_total=300&currency=USD&sort=-total_price",
            $"a busy user|user_id={OrderFill.BusyUser}",
            $"a busy user, one status|user_id={OrderFill.BusyUser}&status=delivered",
            $"a user|user_id={user}",
            $"a user, dearest first|user_id={user}&sort=-total_price",
            $"a user, part of a word|user_id={user}&q=mp",
            "a common word|q=lamp",
            "two common words|q=ali%20desk",
            "the beginning of a common word|q=garc",
            "the beginning of addresses|q=u1",
            "a beginning of one status, dearest first|q=la&status=shipped&sort=-total_price",
            $"an e-mail address|q={OrderFill.Email(user)}",
            $"an order|q={(string)newest["order_id"]!}",
        ];
        var all = new List<(string, byte[])>();
        foreach (var page in pages)
        {
            var (name, query) = (page.Split('|')[0], page.Split('|')[1]);
            all.Add(("admin: " + name, Connection.Request("GET", $"/api/orders?limit={RowsOfPage}&{query}", admin)));
        }

        var path = $"/api/orders?limit={RowsOfPage}";
        var next = path;
        for (var turn = 0; turn < 10; turn++)
        {
            next = $"{path}&cursor={(string)(await Json(one, admin, next))["next_cursor"]!}";
        }

        all.Add(("admin: fifty rows", Connection.Request("GET", "/api/orders?limit=50", admin)));
        all.Add(("admin: the eleventh page", Connection.Request("GET", next, admin)));
        var mine = new List<(string, byte[])>();
        foreach (
            var page in new[]
            {
                "list|",
                "list of one stage|status=shipped",
                "list of a stage and a day|status=delivered&to=" + middle.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                $"list of a product|product_id={OrderFill.BusyProduct}",
                $"list of a product and a stage|product_id={OrderFill.BusyProduct}&status=delivered",
            }
        )
        {
            mine.Add(
                (
                    "vendor: " + page.Split('|')[0],
                    Connection.Request("GET", $"/api/vendor/orders?limit={RowsOfPage}&{page.Split('|')[1]}", vendor)
                )
            );
        }

        all.AddRange(mine);
        all.Add(("vendor: summary", Connection.Request("GET", "/api/vendor/summary", vendor)));
        var own = (await Json(one, vendor, "/api/vendor/orders?limit=1"))["items"]![0]!;
        var pagesOfRows = new List<(string, byte[], int)>();
        foreach (var (name, request) in all)
        {
            // A page with fewer rows costs less: beside the times it is said how many there were.
            pagesOfRows.Add(
                (name, request, (JsonNode.Parse((await one.Send(request, wantBody: true)).Body)!["items"] as JsonArray)?.Count ?? 0)
            );
        }

        return new(
            pagesOfRows,
            [
                ("summary: counts by status, thirty days", Connection.Request("GET", "/api/vendor/summary", vendor)),
                ("balance", Connection.Request("GET", "/api/vendor/balance", vendor)),
                ("report, thirty days", Connection.Request("GET", "/api/vendor/payouts/report", vendor)),
                .. mine,
            ],
            Connection.Request("GET", $"/api/vendor/orders/{(string)own["order_id"]!}", vendor)
        );
    }

    private static async Task<(Times One, Times Other)> InTurns(int port, byte[] request, int otherPort, byte[] otherRequest, int rounds)
    {
        using var one = await Connection.Open(port);
        using var other = await Connection.Open(otherPort);
        List<double> times = [],
            otherTimes = [];
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < Asked; i++)
            {
                var (a, b) = (await Timed(one, request), await Timed(other, otherRequest));
                if (round >= 0)
                {
                    times.Add(a);
                    otherTimes.Add(b);
                }
            }
        }

        return (Times.Of(times), Times.Of(otherTimes));
    }

    private static async Task<double> Timed(Connection connection, byte[] request)
    {
        var sent = Stopwatch.GetTimestamp();
        var (status, _) = await connection.Send(request);
        return status == 200
            ? Stopwatch.GetElapsedTime(sent).TotalMilliseconds
            : throw new InvalidOperationException($"A page was answered with {status}.");
    }

    private static async Task<JsonNode> Json(Connection connection, string token, string path)
    {
        var (status, body) = await connection.Send(Connection.Request("GET", path, token), wantBody: true);
        return status == 200 ? JsonNode.Parse(body)! : throw new InvalidOperationException($"{path} was answered with {status}: {body}");
    }

    private static async Task<string> Token(Connection connection, string who)
    {
        var (_, body) = await connection.Send(
            Connection.Request("POST", "/api/auth/login", body: $$"""{"email":"{{who}}@example.com","password":"Passw0rd!demo"}"""),
            wantBody: true
        );
        return (string)JsonNode.Parse(body)!["access_token"]!;
    }

    private sealed record Scenes(
        IReadOnlyList<(string Name, byte[] Request, int Rows)> Pages,
        IReadOnlyList<(string Name, byte[] Request)> Dashboard,
        byte[] Key
    );

    private sealed record Times(double P50, double P99)
    {
        public static Times Of(List<double> all)
        {
            all.Sort();
            return new(all[all.Count / 2], all[(int)(all.Count * 0.99)]);
        }
    }
}
