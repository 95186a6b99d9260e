// A hold that is taken in parts, as the shop's own book has it: each part once, the rest let go, both books alike.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CaptureInPartsTests
{
    [Fact]
    public async Task Parts_are_taken_each_once_and_what_is_paid_back_between_them_ends_nothing()
    {
        await using var till = await Till.Open();
        var held = (await till.Pay("o1", capture: false)).Value;
        Assert.Equal(("authorized", 1_000L, true, true), (held.State, held.Hold.LeftMinor, held.Hold.InParts, held.Hold.Renewable));
        Assert.Null((await till.Capture("o1", 300, more: true)).Refused);
        Assert.Null((await till.Capture("o1", 300, more: true)).Refused);
        Assert.Null((await till.Refund("o1", "r1", 300)).Refused);
        var between = (await till.Find("o1"))!;
        Assert.Equal((PaymentState.Captured, 700L, 300L), (between.State, between.Hold!.LeftMinor, between.RefundedMinor));
        Assert.Equal("amount_exceeds_authorized", (await till.Capture("o1", 1_001, more: true)).Refused?.Code);
        Assert.Equal("payment_differs", (await till.Capture("o1", 200, more: true)).Refused?.Code);
        Assert.Null((await till.Capture("o1", 800, more: true)).Refused);
        Assert.Null((await till.Capture("o1", 800)).Refused);
        Assert.Null((await till.Capture("o1", 800)).Refused);
        var end = (await till.Find("o1"))!;
        Assert.Equal((PaymentState.Captured, 800L, null), (end.State, end.CapturedMinor, end.Hold));
        Assert.NotNull((await till.Capture("o1", 900, more: true)).Refused);
        Assert.Equal(500, await till.Kept("o1"));
    }

    [Fact]
    public async Task A_hold_whose_week_is_over_is_not_taken_any_more_and_what_was_taken_of_it_stays()
    {
        await using var till = await Till.Open();
        await till.Pay("part", capture: false);
        await till.Pay("none", capture: false);
        await till.Capture("part", 300, more: true);
        till.Clock.Advance(SimulatedPayment.HeldFor);
        Assert.Equal(Payment.HoldExpired, (await till.Capture("part", 600, more: true)).Refused?.Code);
        Assert.Equal(Payment.HoldExpired, (await till.Capture("none", 600, more: true)).Refused?.Code);
        Assert.Equal((PaymentState.Captured, 300L), ((await till.Find("part"))!.State, (await till.Find("part"))!.CapturedMinor));
        Assert.Equal(PaymentState.Declined, (await till.Find("none"))!.State);
        Assert.Equal((300L, 0L), (await till.Kept("part"), await till.Kept("none")));
    }
}
