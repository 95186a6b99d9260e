// A void ends a payment whatever state it is in, and whatever it overtakes on the way.
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class VoidTests
{
    [Fact]
    public async Task Voiding_an_unknown_payment_is_remembered_and_a_late_authorization_is_refused()
    {
        await using var till = await Till.Open();
        Assert.Null((await till.Void("o1")).Refused);
        await till.Reopen();
        Assert.Equal("payment_voided", (await till.Pay("o1")).Refused?.Code);
        Assert.Equal("payment_voided", (await till.Capture("o1", 1)).Refused?.Code);
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal(0, till.Gateway.Calls);
        Assert.Empty(await till.Theirs());
    }

    [Fact]
    public async Task Voiding_releases_what_is_held_and_refunds_what_is_taken_less_what_was_refunded_before()
    {
        await using var till = await Till.Open();
        await till.Pay("held", capture: false);
        await till.Pay("taken");
        await till.Refund("taken", "r1", 300);
        foreach (var id in new[] { "held", "taken", "held", "taken" })
        {
            Assert.Null((await till.Void(id)).Refused);
            Assert.Equal(0, await till.Kept(id));
        }

        Assert.Equal("refund_exceeds_captured", (await till.Refund("taken", "r2", 1)).Refused?.Code);
        Assert.Null((await till.Refund("taken", "r1", 300)).Refused);
        Assert.Equal("payment_voided", (await till.Pay("taken")).Refused?.Code);

        // One that took money gave it back; one that never did was let go.
        Assert.Equal(
            ("refunded", "voided"),
            (PaymentReply.Of((await till.Find("taken"))!).Status, PaymentReply.Of((await till.Find("held"))!).Status)
        );
        Assert.Equal(
            ("refunded", "refunding"),
            (
                (await till.Find("taken"))!.Facts.Status,
                ((await till.Find("taken"))! with { State = PaymentState.Voiding, RefundedMinor = 0 }).Shown
            )
        );
        Assert.Equal(
            ["authorized:1000", "captured:1000", "refunded:300", "released:1000", "refunded:700"],
            (await till.Ours()).Select(e => $"{e.Kind}:{e.AmountMinor}")
        );
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_void_that_overtakes_its_authorization_leaves_no_charge()
    {
        await using var till = await Till.Open();
        var road = new TaskCompletionSource();
        till.Gateway.Road = road.Task;
        var paying = till.Pay("o1").AsTask();
        while (till.Gateway.Calls == 0)
        {
            await Task.Yield();
        }

        Assert.Null((await till.Void("o1")).Refused);
        road.SetResult();
        Assert.Equal("payment_voided", (await paying).Refused?.Code);
        Assert.Empty(await till.Theirs());
        Assert.Equal(PaymentState.Voided, (await till.Find("o1"))!.State);
    }

    [Fact]
    public async Task A_void_while_the_answer_is_late_gives_the_charge_back()
    {
        await using var till = await Till.Open();
        var paying = till.Pay("o1", SimulatorToken.AnswersLate).AsTask();
        while ((await till.Theirs()).Count == 0)
        {
            await Task.Yield();
        }

        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal("payment_voided", (await till.Clock.Until(paying, TimeSpan.FromSeconds(3))).Refused?.Code);
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Equal(2, (await till.Ours()).Count);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Two_hundred_payments_voided_while_they_are_made_keep_nothing()
    {
        await using var till = await Till.Open();
        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .SelectMany(i =>
                    new[]
                    {
                        Task.Run(async () =>
                            await till.Pay($"o{i}", i % 3 == 0 ? SimulatorToken.LosesReply : SimulatorToken.Succeeds, capture: i % 2 == 0)
                        ),
                        Task.Run(async () =>
                        {
                            await till.Void($"o{i}");
                            return default(Contracts.Outcome<Contracts.AuthorizeReply>);
                        }),
                        Task.Run(async () =>
                        {
                            await till.Capture($"o{i}", 1_000);
                            return default(Contracts.Outcome<Contracts.AuthorizeReply>);
                        }),
                    }
                )
        );
        await till.Settle();
        for (var i = 0; i < 200; i++)
        {
            Assert.Null((await till.Void($"o{i}")).Refused);
            Assert.Equal(0, await till.Kept($"o{i}"));
        }

        Assert.Empty(await till.Differences());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_void_a_refund_and_a_capture_whose_answers_are_lost_are_finished_by_the_reconciliation(bool arrived)
    {
        await using var till = await Till.Open();
        await till.Pay("voided");
        await till.Pay("refunded");
        await till.Pay("captured", capture: false);
        till.Gateway.Next = () => arrived ? Fault.LostOnTheWayBack : Fault.LostOnTheWayThere;
        Assert.Equal("payment_unknown", (await till.Void("voided")).Refused?.Code);
        Assert.Equal("payment_unknown", (await till.Refund("refunded", "r1", 250)).Refused?.Code);
        Assert.Equal("payment_unknown", (await till.Capture("captured", 900)).Refused?.Code);
        await till.Settle();
        await till.Reopen();
        till.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(3, await till.Repair.Round(default));
        Assert.Equal((0L, 750L, 900L), (await till.Kept("voided"), await till.Kept("refunded"), await till.Kept("captured")));
        Assert.Empty(await till.Differences());
        Assert.Equal(0, await till.Repair.Round(default));
    }

    [Fact]
    public async Task A_payment_that_never_reached_the_provider_is_asked_about_ever_more_rarely()
    {
        await using var till = await Till.Open();
        till.Gateway.Next = () => Fault.LostOnTheWayThere;
        await till.Pay("o1");
        till.Gateway.Next = () => Fault.None;
        var before = till.Gateway.Calls;
        for (var second = 0; second < 3_600; second += 5)
        {
            till.Clock.Advance(TimeSpan.FromSeconds(5));
            await till.Repair.Round(default);
        }

        Assert.InRange(till.Gateway.Calls - before, 8, 11);
        Assert.True((await till.Pay("o1")).Value.Captured);
    }
}
