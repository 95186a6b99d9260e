// Every kept version's shop goes on in this version: its orders, books, money and accounts are what they were, and it sells.
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class UpgradeTests
{
    public static TheoryData<string, string> Shops =>
        [
            .. KeptShop.All.SelectMany(
                shop => shop.HasPostgres ? new[] { "sqlite", "postgres" } : ["sqlite"],
                (shop, engine) => (shop.Version, engine)
            ),
        ];

    [Theory]
    [MemberData(nameof(Shops))]
    public async Task A_kept_shop_goes_on_and_its_books_hold(string version, string engine)
    {
        var kept = new KeptShop(version);
        var folder = Directory.CreateTempSubdirectory("cartwright-e2e-").FullName;
        kept.Unpack(folder);
        string? postgres = null;
        if (engine == "postgres")
        {
            postgres = await (await PostgresServer.Shared).CreateDatabase();
            await kept.Load(postgres);
            kept.UnpackKeys(folder);
        }

        // A kept shop grows old, and its carts would be gone after a month.
        Dialect dialect =
            postgres is not null ? new PostgresDialect(postgres)
            : kept.IsPlace ? Shape.File(folder)
            : new SqliteDialect(folder);
        await using (var carts = await Sql.Beside(dialect, "carts"))
        {
            await carts.Query("UPDATE carts SET expires_ms = expires_ms + 3155760000000 RETURNING user_id", row => row.GetString(0));
        }

        // First the dry run, which changes nothing.
        var data = postgres is null ? folder : "postgres:" + postgres;
        var files = Files(folder);
        var (code, said) = await HostProcess.Run("database", "check", "--data", data);
        Assert.True(code == 0, said);
        Assert.Equal(postgres is null && !kept.IsPlace ? Shape.Modules.Length : 0, said.Split("; would go into shop.db").Length - 1);
        Assert.Equal(files, Files(folder));

        // As a demo it takes the simulated payments; its data are there already.
        await using var host = await Shape.One(folder, postgres, ["--demo", .. KeptShop.Options]);
        var api = Api.At(host).Patient();
        var admin = await api.SignIn(KeptShop.Admin, KeptShop.Password);
        var seen = JsonNode.Parse(kept.Seen(postgres is not null))!;
        await OrdersAreWhatTheyWere(admin, seen);
        await BooksHold(admin, seen);

        // A known account, its cart as it was, and a new order of it.
        var ada = await api.SignIn(KeptShop.Customer, KeptShop.Password);
        Assert.Equal(Lines(seen["cart"]!), Lines((await ada.Get("/api/cart/me")).Expect(200).Json["items"]!));
        var next = (string)(await ada.Post("/api/orders", KeptShop.Order("tok_visa"))).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await ada.Settled(next))["status"]!);
        Assert.True((bool)(await admin.Get($"/api/orders/{next}/verify")).Expect(200).Json["holds"]!);

        // All of it is proved beside the shop; what is written past the shop is named.
        string[] verify = ["verify", "--data", data, "--set", "DataFolder=" + folder];
        (code, said) = await HostProcess.Run(verify);
        Assert.True(code == 0, said);
        Assert.Equal(0, (await host.Terminate()).Code);

        // The first start has taken the files of the modules to one.
        dialect = postgres is null ? Shape.File(folder) : dialect;
        await using (var orders = await Sql.Beside(dialect, "ordering"))
        {
            await orders.Query(
                "UPDATE orders SET user_id = 'mallory' WHERE order_id = $1 RETURNING order_id",
                row => row.GetString(0),
                next
            );
        }

        (code, said) = await HostProcess.Run(verify);
        Assert.True(code == 1, said);
        Assert.Contains(
            $"DIFFERS order {next} (timeline entry 1): The order is not that of its seal: its owner",
            said,
            StringComparison.Ordinal
        );

        // An older program may not have these data any more, and says so.
        await using (var carts = await Sql.Beside(dialect, "carts"))
        {
            await carts.Query(
                $"INSERT INTO {carts.Own}migrations(name, hash, applied_ms) VALUES ('999-of-tomorrow.sql', 'aa', 1) RETURNING name",
                row => row.GetString(0)
            );
        }

        files = Files(folder);
        foreach (var command in new[] { "serve", "check" })
        {
            string[] words = command == "serve" ? ["serve", "--port", "0", "--set", "DataFolder=" + folder] : ["database", "check"];
            (code, said) = await HostProcess.Run([.. words, "--data", data]);
            Assert.True(code == 2, said);
            Assert.Contains(
                "The data of carts was written by a newer version: it has the migration '999-of-tomorrow.sql'. Start that version",
                said,
                StringComparison.Ordinal
            );
        }

        Assert.Equal(files, Files(folder));
    }

    private static async Task OrdersAreWhatTheyWere(Api admin, JsonNode seen)
    {
        foreach (var then in seen["orders"]!.AsArray().Select(order => order!))
        {
            // What nobody had answered is answered or given up now; who still has time to pay has it.
            var id = (string)then["order_id"]!;
            var now = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
            if ((string)then["status"]! == "pending")
            {
                var until = (DateTimeOffset?)now["payment"]!["next_action"]?["expires_at"];
                now = until is null || until < DateTimeOffset.UtcNow ? await admin.Settled(id) : now;
                Assert.Contains((string)now["status"]!, new[] { "confirmed", "payment_failed", "pending" });
            }
            else
            {
                Assert.Equal((string)then["status"]!, (string)now["status"]!);
            }

            Assert.Equal((decimal)then["total_price"]!, (decimal)now["total_price"]!);
            var verdict = (await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json;
            Assert.True((bool)verdict["holds"]!, verdict.ToJsonString());
        }
    }

    private static async Task BooksHold(Api admin, JsonNode seen)
    {
        // Stock: received less what confirmed orders have, as the version itself had it, but for what was still pending.
        var orders = await Now();
        async Task<List<JsonNode>> Now()
        {
            var now = new List<JsonNode>();
            foreach (var row in seen["orders"]!.AsArray())
            {
                now.Add((await admin.Get($"/api/orders/{(string)row!["order_id"]!}")).Expect(200).Json);
            }

            return now;
        }

        var pending = seen["orders"]!
            .AsArray()
            .Where(order => (string)order!["status"]! == "pending")
            .Select(order => (string)order!["order_id"]!)
            .ToHashSet();
        foreach (var (product, then) in seen["stock"]!.AsObject())
        {
            long Units(Func<JsonNode, bool> which, Func<JsonNode, long> units) =>
                orders
                    .Where(which)
                    .SelectMany(order => order["items"]!.AsArray())
                    .Where(line => (string)line!["product_id"]! == product)
                    .Sum(line => units(line!));
            bool Sold(JsonNode order) => (string)order["status"]! is not ("pending" or "payment_failed" or "cancelled" or "returned");
            long Held() => Units(order => (string)order["status"]! == "pending", line => (long)line["quantity"]!);

            // An order that was given up gives its units back behind its status, and one that was pending when it was read may have ended
            // since: both are read anew.
            var stock = await admin.Stock(product);
            for (
                var deadline = DateTime.UtcNow + Api.Patience;
                stock.Reserved != Held() && DateTime.UtcNow < deadline;
                (orders, stock) = (await Now(), await admin.Stock(product))
            )
            {
                await Api.Pause();
            }

            var settledSince = Units(order => pending.Contains((string)order["order_id"]!) && Sold(order), line => (long)line["quantity"]!);
            var back = orders
                .Where(Sold)
                .SelectMany(order => order["returns"]!.AsArray())
                .Where(one => (string)one!["status"]! is "received" or "refunded")
                .SelectMany(one => one!["items"]!.AsArray())
                .Where(item => (string)item!["product_id"]! == product)
                .Sum(item => (long)item!["quantity"]!);
            Assert.Equal(Held(), stock.Reserved);
            Assert.Equal((long)then!["on_hand"]! - settledSince, stock.OnHand);
            Assert.Equal((long)then["received"]! - Units(Sold, line => (long)line["quantity"]!) + back, stock.OnHand);
        }

        // Payments: what each order says was taken and given back is what the payments' book has, and the provider's agrees.
        var ledger = await admin.All("/api/payments/ledger");
        foreach (var order in orders)
        {
            decimal Sum(string kind) =>
                ledger
                    .Where(entry => (string?)entry["order_id"] == (string)order["order_id"]! && (string)entry["kind"]! == kind)
                    .Sum(entry => (decimal)entry["amount"]!);
            Assert.Equal(
                (decimal)order["payment"]!["captured"]! - (decimal)order["payment"]!["refunded"]!,
                Sum("captured") - Sum("refunded")
            );
        }

        // What was answered only now stands in the provider's book a moment earlier than in the shop's.
        await Eventually.Holds(async () =>
            Assert.Empty((await admin.Get("/api/payments/reconciliation")).Expect(200).Json["items"]!.AsArray())
        );

        // Vendors: the balances that a version with a ledger told, moved by nothing but the order that was pending; of older orders none.
        var balances = (await admin.All("/api/payouts/balances")).ToDictionary(
            row => (string)row["vendor_id"]!,
            row => (decimal)row["balance"]!
        );
        var told = seen["balances"]?.AsArray().ToDictionary(row => (string)row!["vendor_id"]!, row => (decimal)row!["balance"]!) ?? [];
        Assert.Equal(told.GetValueOrDefault("vendor-1"), balances.GetValueOrDefault("vendor-1"));
        Assert.True(
            balances.GetValueOrDefault("vendor-2") >= told.GetValueOrDefault("vendor-2") && (told.Count > 0 || balances.Count == 0)
        );
    }

    private static List<string> Lines(JsonNode items) =>
        [
            .. items
                .AsArray()
                .Select(item => $"{(string)item!["product_id"]!} {(long)item["quantity"]!} {(decimal)item["price"]!}")
                .Order(StringComparer.Ordinal),
        ];

    private static List<string> Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.db")
                .Order(StringComparer.Ordinal)
                .Select(file => Path.GetFileName(file) + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        ];
}
