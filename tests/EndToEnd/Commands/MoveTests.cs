// A shop that grew up on SQLite goes on living on PostgreSQL: the same through HTTP, and every row proved.
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Cartwright.Servers;
using Npgsql;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class MoveTests
{
    [Fact]
    public async Task A_moved_shop_is_the_same_through_HTTP_and_what_was_changed_behind_its_back_is_found()
    {
        var server = await PostgresServer.Shared;
        var admin = await server.CreateDatabase();
        await using var host = await HostProcess.Start("--demo", "--set", "RateLimits:Enabled=false");
        var (guest, orders) = await Live(host);
        var before = await Seen(host, guest, orders);

        // While it runs it cannot be moved: what it does meanwhile would be missing.
        var (running, refusal) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + admin);
        Assert.Equal(2, running);
        Assert.Contains("in use by another process", refusal, StringComparison.Ordinal);
        await host.Terminate();

        // A module of its own role each, as in the field.
        var (prepared, said) = await Run(
            ("CARTWRIGHT_ROLE_PASSWORD", "a_long_secret_of_{module}"),
            "database",
            "prepare",
            "--admin",
            admin,
            "--role",
            "moved_{module}"
        );
        Assert.True(prepared == 0, said);
        Assert.DoesNotContain("a_long_secret", said, StringComparison.Ordinal);
        var to = new NpgsqlConnectionStringBuilder(admin)
        {
            Username = "moved_{module}",
            Password = "a_long_secret_of_{module}",
        }.ConnectionString;

        // What PostgreSQL cannot hold stops the module it is in, and names the row; the modules before it stay moved.
        await Change(
            host.Folder,
            "payments",
            "INSERT INTO payments(payment_id, order_id, amount_minor, currency, method, takes_at_once, state, created_ms, updated_ms) VALUES ('odd', 'odd' || char(0), 1, 'USD', 'tok_visa', 1, 'declined', 1, 1)"
        );
        var (odd, why) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + to);
        Assert.Equal(2, odd);
        Assert.Contains("payments.payments, the row with payment_id 'odd'", why, StringComparison.Ordinal);
        Assert.Equal(0, await Count(admin, "payments.payments"));
        await Change(host.Folder, "payments", "DELETE FROM payments WHERE payment_id = 'odd'");

        var (code, proof) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + to);
        Assert.True(code == 0, proof);
        Assert.Contains("identity                             is there already, and equal", proof, StringComparison.Ordinal);
        Assert.Contains("equal  the payment ledger: captured USD", proof, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFER", proof, StringComparison.Ordinal);
        Assert.DoesNotContain("a_long_secret", proof, StringComparison.Ordinal);

        // Once more changes nothing; one row that somebody touched is found.
        var (unchanged, again2) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + to);
        Assert.True(unchanged == 0, again2);
        await PostgresServer.Execute(
            admin,
            "UPDATE ordering.orders SET updated_ms = updated_ms + 1 WHERE order_id = (SELECT MIN(order_id) FROM ordering.orders)"
        );
        var (touched, found) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + to);
        Assert.Equal(2, touched);
        Assert.Contains("not empty: ordering.orders", found, StringComparison.Ordinal);
        await PostgresServer.Execute(
            admin,
            "UPDATE ordering.orders SET updated_ms = updated_ms - 1 WHERE order_id = (SELECT MIN(order_id) FROM ordering.orders)"
        );

        await using var moved = await HostProcess.StartWith(host, to, "--demo", "--set", "RateLimits:Enabled=false");
        Assert.Equal(before, await Seen(moved, guest, orders));

        // Numbers go on behind the old ones: a new order, a new cart line and a new product find their place.
        var again = Api.At(moved).Patient().With(guest.Token);
        await again.Add("9");
        var next = (string)(await again.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "after"))).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await again.Settled(next))["status"]!);
    }

    [Fact]
    public async Task A_row_that_changes_on_the_way_makes_the_move_end_with_one()
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        await using var host = await HostProcess.Start("--demo", "--set", "RateLimits:Enabled=false");
        await Live(host);
        await host.Terminate();

        // Planted: the target rounds an amount while it is written, as a careless import would.
        Assert.Equal(2, (await HostProcess.Run("move", "--from", "sqlite:" + Empty(), "--to", "postgres:" + admin)).Code);
        await using (var shop = await HostProcess.StartOn(admin, "--no-demo"))
        {
            await shop.Terminate();
        }

        await PostgresServer.Execute(
            admin,
            """
            CREATE FUNCTION payments.careless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.amount_minor := NEW.amount_minor / 100 * 100 + 1; RETURN NEW; END $$;
            CREATE TRIGGER careless BEFORE INSERT ON payments.payment_ledger FOR EACH ROW EXECUTE FUNCTION payments.careless()
            """
        );
        var (code, proof) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + admin);
        Assert.True(code == 1, proof);
        Assert.Contains("DIFFER payments.payment_ledger", proof, StringComparison.Ordinal);
        Assert.Contains("DIFFER the payment ledger", proof, StringComparison.Ordinal);
        Assert.True(proof.Contains("NOT EQUAL: 2", StringComparison.Ordinal), proof);
    }

    [Theory]
    [InlineData("DELETE FROM promotions_migrations WHERE name LIKE '%coupons%'", "promotions", "of another version")]
    [InlineData("INSERT INTO carts_migrations(name, hash, applied_ms) VALUES ('099-future.sql', 'x', 0)", "carts", "of another version")]
    public async Task Another_version_is_refused(string change, string module, string said)
    {
        var admin = await (await PostgresServer.Shared).CreateDatabase();
        await using var host = await HostProcess.Start("--demo");
        await host.Terminate();
        await Change(host.Folder, module, change);
        var (code, output) = await HostProcess.Run("move", "--from", "sqlite:" + host.Folder, "--to", "postgres:" + admin);
        Assert.Equal(2, code);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    /// <summary>A shop with a life: accounts, carts, orders paid, declined and cancelled, stock counted.</summary>
    private static async Task<(Api Guest, List<string> Orders)> Live(HostProcess host)
    {
        var api = Api.At(host).Patient();
        var admin = await api.Admin();
        (await admin.Post("/api/inventory/5/adjustments", """{"delta":17,"reason":"count"}""")).Expect(200);
        var orders = new List<string>();
        foreach (var (card, product) in new[] { ("tok_visa", "1"), ("tok_declined", "2"), ("tok_visa", "3"), ("tok_flaky", "4") })
        {
            var buyer = await api.Guest();
            await buyer.Add(product, 2);
            orders.Add(
                (string)(await buyer.Post("/api/orders", Api.OrderBody(card), ("Idempotency-Key", "k"))).Expect(201).Json["order_id"]!
            );
            await buyer.Settled(orders[^1]);
        }

        (await admin.Post($"/api/orders/{orders[2]}/cancel", "{}")).Expect(200);
        await admin.GivenBack(orders[2]);
        var guest = await api.Guest();
        await guest.Add("7", 3);
        await guest.Add("9");
        return (guest, orders);
    }

    private static async Task<string> Seen(HostProcess host, Api guest, List<string> orders)
    {
        var api = Api.At(host).Patient();
        var admin = await api.Admin();
        var seen = new JsonArray { (await api.With(guest.Token).Get("/api/cart/me")).Expect(200).Json.DeepClone() };
        foreach (var id in orders)
        {
            seen.Add((await admin.Get($"/api/orders/{id}")).Expect(200).Json.DeepClone());
            seen.Add((await admin.Get($"/api/orders/{id}/events")).Expect(200).Json.DeepClone());
        }

        foreach (var product in new[] { "1", "2", "3", "4", "5", "7" })
        {
            seen.Add((await admin.Get($"/api/inventory/{product}")).Expect(200).Json.DeepClone());
            seen.Add((await admin.Get($"/api/products/{product}")).Expect(200).Json["name"]!.DeepClone());
        }

        foreach (var entry in await admin.All("/api/payments/ledger"))
        {
            seen.Add(entry.DeepClone());
        }

        return seen.ToJsonString();
    }

    // Through the shop's own SQLite: it can be configured once a process, before its first file is opened.
    private static async Task Change(string folder, string module, string sql)
    {
        await using var writer = await Shape.File(folder).OpenWriter(module);
        await writer.RunScript(sql);
    }

    private static string Empty() => Path.Combine(Path.GetTempPath(), "cartwright-nothing-here");

    private static async Task<long> Count(string database, string table)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT COUNT(*) FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task<(int Code, string Output)> Run((string Name, string Value) variable, params string[] arguments) =>
        HostProcess.Run([variable], arguments);
}
