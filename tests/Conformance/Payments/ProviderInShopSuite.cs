// The suite of the payment port as a whole: the calls, and the shop that lives with the provider. A provider is right when all of it holds.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Conformance.Payments;

public abstract class ProviderInShopSuite : PaymentProviderSuite
{
    [Fact]
    public async Task A_payment_that_waits_for_too_long_is_ended_and_takes_nothing()
    {
        await using var world = await World();
        if ((world.Asking ?? world.Paying) is var token && (await world.Pay("o1", token)).Value.ExpiresUnixMs is > 0 and var until)
        {
            world.Clock.Advance(DateTimeOffset.FromUnixTimeMilliseconds(until) - world.Clock.GetUtcNow());
            Assert.Equal(Payment.Expired, (await world.Pay("o1", token)).Refused?.Code);
            await world.Settle();
        }

        Assert.Equal(PaymentState.Voided, (await world.Book.Find("o1"))!.State);
        Assert.Equal(0, ProviderWorld.Kept((await world.Gateway.LookUp("o1", default)).Value));
    }

    [Fact]
    public async Task An_answer_that_comes_late_changes_nothing_that_was_learned_since()
    {
        await using var world = await World();
        world.Fail(Road.IsSlow);
        var slow = world.Pay("o1").AsTask();
        await world.Held.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Null((await world.Payments.Void(new() { PaymentId = "o1" }, default)).Refused);
        world.Release();
        Assert.Equal("payment_voided", (await slow).Refused?.Code);
        await world.Bring("o1");
        await world.Settle();
        Assert.Equal(PaymentState.Voided, (await world.Book.Find("o1"))!.State);
        Assert.Equal(0, ProviderWorld.Kept((await world.Gateway.LookUp("o1", default)).Value));
        Assert.Empty(await world.Differences());
    }

    [Fact]
    public async Task A_provider_that_is_away_is_asked_again_and_loses_no_order_its_payment()
    {
        await using var world = await World();
        world.Away(true);
        Assert.Equal("payment_unknown", (await world.Pay("o1")).Refused?.Code);
        await world.Settle();
        Assert.Equal(PaymentState.Authorizing, (await world.Book.Find("o1"))!.State);
        world.Away(false);
        Assert.Null((await world.Pay("o1")).Refused);
        await world.Bring("o1");
        Assert.True((await world.Pay("o1")).Value.Captured);

        world.Away(true);
        Assert.Equal("payment_unknown", (await world.Gateway.LookUp("o1", default)).Refused?.Code);
        Assert.Equal("payment_unknown", (await Refund(world, "o1", 400)).Refused?.Code);
        Assert.Equal("payment_unknown", (await world.Payments.Void(new() { PaymentId = "o1" }, default)).Refused?.Code);
        world.Away(false);
        await world.Settle();
        Assert.Equal(0, ProviderWorld.Kept((await world.Gateway.LookUp("o1", default)).Value));
        Assert.False((await world.Book.Find("o1"))!.IsOpen);
        Assert.Empty(await world.Differences());
    }

    [Fact]
    public async Task The_books_agree_after_payments_refunds_and_voids()
    {
        await using var world = await World();
        foreach (var id in new[] { "o1", "o2", "o3" })
        {
            await world.Pay(id);
            await world.Bring(id);
            Assert.True((await world.Pay(id)).Value.Captured);
        }

        Assert.Null((await Refund(world, "o1", 400)).Refused);
        Assert.Null((await world.Payments.Void(new() { PaymentId = "o2" }, default)).Refused);
        Assert.Empty(await world.Differences());
        Assert.Equal((0, 0), ((await world.Reconcile.Pass(default)).Repaired, (await world.Reconcile.Pass(default)).Open));
    }

    [Fact]
    public async Task A_webhook_is_taken_once_and_what_is_true_is_learned()
    {
        await using var world = await World();
        var first = await world.Pay("o1", world.Asking);
        Assert.Contains(first.Value.State, new[] { PaymentWaits.ActionRequired, PaymentWaits.Awaiting });
        Assert.True((await world.Send("w1", "o1")).Value);
        await world.Looking.Round(default);
        Assert.True((await world.Book.Find("o1"))!.IsWaiting);
        await Finish(world, "o1");

        // Twice, and once more under an id of its own: what is learned twice changes nothing.
        Assert.True((await world.Send("w2", "o1")).Value);
        Assert.False((await world.Send("w2", "o1")).Value);
        Assert.True((await world.Send("w3", "o1")).Value);
        await world.Looking.Round(default);
        Assert.Equal((PaymentState.Captured, 1_000L), await Known(world, "o1"));

        // Late and out of order: one from before says only that there is something to look at.
        Assert.Null((await Refund(world, "o1", 400)).Refused);
        Assert.True((await world.Send("w0", "o1", world.Clock.GetUtcNow().AddMinutes(-4))).Value);
        await world.Looking.Round(default);
        Assert.Equal(
            (600L, 400L),
            ((await world.Book.Find("o1")) is { } p ? (p.CapturedMinor - p.RefundedMinor, p.RefundedMinor) : default)
        );
        Assert.Empty(await world.Differences());
    }

    [Theory]
    [InlineData("changed body")]
    [InlineData("changed signature")]
    [InlineData("too old")]
    [InlineData("too new")]
    [InlineData("unsigned")]
    public async Task A_forged_webhook_is_refused_and_nobody_looks(string forged)
    {
        await using var world = await World();
        await world.Pay("o1", world.Asking);
        var now = world.Clock.GetUtcNow();
        var (headers, body) = world.Webhook(
            "w1",
            "o1",
            forged switch
            {
                "too old" => now.AddSeconds(-301),
                "too new" => now.AddSeconds(301),
                _ => now,
            }
        );
        if (forged == "changed body")
        {
            body = [.. body, (byte)' '];
        }

        var sent = forged switch
        {
            "unsigned" => [],
            "changed signature" => headers.ToDictionary(pair => pair.Key, pair => Turned(pair.Value)),
            _ => headers,
        };
        var refused = (await world.Door.Run(world.Gateway.Name, name => sent.GetValueOrDefault(name, string.Empty), body, default)).Refused;
        Assert.Equal(("webhook_not_accepted", RefusalKind.Unauthenticated), Said(refused));
        Assert.Equal(0, (await world.Looking.Round(default)).Done);
    }

    [Fact]
    public async Task Money_in_another_currency_is_not_learned_until_it_is_true()
    {
        await using var world = await World();
        await world.Pay("o1", world.Asking);
        await Finish(world, "o1");
        world.Falsify("o1", "EUR");
        await world.Send("w1", "o1");
        await world.Looking.Round(default);
        await world.Settle();
        Assert.NotEqual(PaymentState.Captured, (await world.Book.Find("o1"))!.State);
        world.Falsify("o1", null);
        await world.Send("w2", "o1");
        await world.Looking.Round(default);
        Assert.Equal((PaymentState.Captured, 1_000L), await Known(world, "o1"));
        Assert.Empty(await world.Differences());
    }

    private static async Task Finish(ProviderWorld world, string id)
    {
        if (world.Asking is not null)
        {
            await world.Answer(id, approved: true);
        }

        await world.Bring(id);
    }

    private static async Task<(PaymentState, long)> Known(ProviderWorld world, string id) =>
        await world.Book.Find(id) is { } payment ? (payment.State, payment.CapturedMinor) : default;

    private static ValueTask<Outcome<RefundReply>> Refund(ProviderWorld world, string id, long amount) =>
        world.Payments.Refund(
            new()
            {
                PaymentId = id,
                RefundId = "r1",
                AmountMinor = amount,
                Reason = "test",
            },
            default
        );

    private static string Turned(string text) => text[..^1] + (text[^1] == '0' ? '1' : '0');
}
