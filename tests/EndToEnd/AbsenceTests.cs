// Databases and brokers that are not there at the start, or vanish later: waited for with a clear message, and nothing is lost meanwhile.
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
public sealed class AbsenceTests
{
    [Fact]
    public async Task A_database_that_is_absent_at_the_start_is_waited_for()
    {
        await using var server = await PostgresServer.Start();
        var data = await server.CreateDatabase();
        await server.Process.Stop();
        var folder = HostProcess.NewFolder();
        using (var shop = new ShopProcess(["--no-demo", "--data", "postgres:" + data, "--set", "DataFolder=" + folder]))
        {
            shop.Launch();
            await Said(shop, "PostgreSQL");
            await server.Process.Restart();
            await shop.Ready(whole: true);
        }

        // Now that nobody writes there any more.
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Events_wait_for_a_broker_that_is_absent_at_the_start_or_vanishes_later()
    {
        await using var redis = await RedisServer.Start();
        redis.Process.Kill();
        await using var host = await HostProcess.StartOne(
            "--demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            "Events=redis",
            "--set",
            "Redis=" + redis.Address
        );
        var api = Api.At(host);
        var ready = (await api.Get("/readyz")).Expect(200).Json;
        Assert.Equal("degraded", (string)ready["status"]!);
        Assert.StartsWith("unavailable", (string)ready["dependencies"]!["redis:events"]!, StringComparison.Ordinal);
        await Bought(api, "absent@example.com");
        await redis.Process.Restart();
        await Mailed(api, "absent@example.com");

        redis.Process.Kill();
        await Bought(api, "vanished@example.com");
        await redis.Process.Restart();
        await Mailed(api, "vanished@example.com");
        await Eventually.Holds(async () => Assert.Equal("ready", (string)(await api.Get("/readyz")).Expect(200).Json["status"]!));
    }

    [Fact]
    public async Task Orders_go_on_and_mail_waits_while_the_mail_server_is_absent()
    {
        await using var server = await MailServer.Start("implicit", "shop:secret");
        server.Process.Kill();
        await using var host = await HostProcess.StartOne(
            "--demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            $"Mail:Smtp=smtps://shop:secret@localhost:{server.Port}",
            "--set",
            "Mail:Authority=" + server.Authority
        );
        var api = Api.At(host);
        await Bought(api, "patient@example.com");
        await Mailed(api, "patient@example.com");
        await server.Process.Restart();
        var deadline = DateTime.UtcNow + Api.Patience;
        while (!server.Taken().Any(mail => mail.To.Contains("patient@example.com")))
        {
            Assert.True(DateTime.UtcNow < deadline, "The mail that waited did not go out.");
            await Task.Delay(50);
        }

        Assert.All(server.Taken(), mail => Assert.Equal((true, "shop"), (mail.Secure, mail.User)));
    }

    private static async Task Bought(Api api, string email)
    {
        var guest = await api.Guest();
        await guest.Add("1");
        var order = (await guest.Post("/api/orders", Api.OrderBody(email: email), ("Idempotency-Key", email))).Expect(201).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
    }

    private static async Task Mailed(Api api, string email)
    {
        var admin = await api.Admin();
        var deadline = DateTime.UtcNow + Api.Patience;
        while (!(await admin.All("/api/mail")).Any(mail => (string)mail["to"]! == email && (string)mail["template"]! == "confirmed"))
        {
            Assert.True(DateTime.UtcNow < deadline, $"No mail to {email} came.");
            await Task.Delay(50);
        }

        // Told again and again, heard once.
        Assert.Single(await admin.All("/api/mail"), mail => (string)mail["to"]! == email && (string)mail["template"]! == "confirmed");
    }

    private static async Task Said(ShopProcess shop, string text)
    {
        var deadline = DateTime.UtcNow + Api.Patience;
        while (!shop.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < deadline, $"It did not say '{text}' but: {shop.Output}");
            await Task.Delay(20);
        }
    }
}
