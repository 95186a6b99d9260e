// kill -9 right behind a withdrawal's answer, and in the middle of another: what was acknowledged stands, and each is there once.
namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class WithdrawalCrashTests
{
    private const string Statement = """{"name":"Ada Buyer","email":"ada.buyer@example.com"}""";

    [Fact]
    public async Task A_withdrawal_that_was_acknowledged_survives_a_kill_with_one_receipt_and_its_money()
    {
        await using var host = await HostProcess.StartOne("--demo", "--set", "RateLimits:Enabled=false");
        var api = Api.At(host).Patient();
        var (ada, bob) = (await api.Guest(), await api.Guest());
        var (hers, his) = (await Ordered(ada), await Ordered(bob));

        Assert.Equal(200, (await Confirm(ada, hers)).Status);
        var under = Confirm(bob, his);
        host.Kill();
        try
        {
            await under;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            // Nobody knows what became of it: he presses again.
        }

        await host.Again();
        api = Api.At(host).Patient();
        var admin = await api.Admin();
        (ada, bob) = (api.With(ada.Token), api.With(bob.Token));
        var right = (await ada.Get($"/api/orders/{hers}/withdrawal")).Expect(200).Json;
        Assert.Single(right["withdrawals"]!.AsArray());
        foreach (var (who, id) in new[] { (ada, hers), (bob, his) })
        {
            (await Confirm(who, id)).Expect(200);
            await Eventually.Holds(async () =>
            {
                var order = (await admin.Get($"/api/orders/{id}")).Expect(200).Json;
                Assert.Equal(("cancelled", "refunded"), ((string)order["status"]!, (string)order["payment"]!["status"]!));
                Assert.Equal((decimal)order["payment"]!["captured"]!, (decimal)order["payment"]!["refunded"]!);
                Assert.Single(await admin.All($"/api/mail?order_id={id}&template=withdrawal"));
            });
            Assert.Single((await who.Get($"/api/orders/{id}/withdrawal")).Expect(200).Json["withdrawals"]!.AsArray());
            Assert.Single((await admin.All($"/api/orders/{id}/events")), one => (string)one["type"]! == "withdrawal.declared");
            Assert.True((bool)(await admin.Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
        }
    }

    private static async Task<string> Ordered(Api guest)
    {
        await guest.Add("3", 1);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: "ada.buyer@example.com"))).Expect(201).Json["order_id"]!;
        Assert.Equal("confirmed", (string)(await guest.Settled(id))["status"]!);
        return id;
    }

    private static Task<Reply> Confirm(Api who, string id) =>
        who.Post($"/api/orders/{id}/withdrawal/confirm", Statement, ("Idempotency-Key", "once"));
}
