// The suite of the port of payouts. What a provider cannot do is an override that says why.
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Payouts;

public abstract class PayoutSuite
{
    [Fact]
    public async Task A_payout_is_sent_once_however_often_it_is_asked_for()
    {
        await using var world = await World();
        var first = (await world.Provider.Send(world.Order("p1"), default)).Value;
        Assert.Equal(
            (1_000L, world.Currency, world.Destination, PayoutWorld.Id("p1")),
            (first.AmountMinor, first.Currency, first.Destination, first.PayoutId)
        );
        Assert.Contains(first.State, world.Provider.Can.IsOnline ? [PayoutState.Paid] : new[] { PayoutState.Waiting, PayoutState.Paid });
        Assert.NotEmpty(first.Reference);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(first, (await world.Provider.Send(world.Order("p1"), default)).Value);
        }

        await world.Execute(PayoutWorld.Id("p1"));
        await world.Restart();
        world.Clock.Advance(TimeSpan.FromDays(40));
        var later = (await world.Provider.Send(world.Order("p1"), default)).Value;
        Assert.Equal((PayoutState.Paid, first.Reference), (later.State, later.Reference));
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task Two_who_send_at_once_pay_once()
    {
        await using var world = await World();
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Provider.Send(world.Order("p1"), default).AsTask()));
        Assert.Contains(both, one => one.Refused is null);
        Assert.All(both, one => Assert.True(one.Refused is null || !PayoutRefusals.IsFinal(one.Refused), one.Refused?.Detail));
        await world.Execute(PayoutWorld.Id("p1"));
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task The_same_id_with_another_amount_is_refused_and_moves_nothing()
    {
        await using var world = await World();
        await world.Paid("p1");
        var other = (await world.Provider.Send(world.Order("p1", 999), default)).Refused!;
        Assert.Equal(("payout_differs", true), (other.Code, PayoutRefusals.IsFinal(other)));
        Assert.Equal((PayoutState.Paid, 1_000L), ((await world.LookUp("p1")).State, (await world.LookUp("p1")).AmountMinor));
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public async Task Nothing_and_less_is_not_paid(long amount)
    {
        await using var world = await World();
        Assert.Equal("amount_not_paid", (await world.Provider.Send(world.Order("p1", amount), default)).Refused?.Code);
        Assert.Equal(PayoutState.None, (await world.LookUp("p1")).State);
        Assert.Empty(await world.Left(PayoutWorld.Id("p1")));
    }

    [Theory]
    [InlineData("XXX")]
    [InlineData("")]
    [InlineData("eur")]
    public async Task A_currency_that_is_none_is_not_paid(string currency)
    {
        await using var world = await World();
        Assert.False(world.Provider.Can.Pays(currency));
        Assert.Equal("currency_not_paid", (await world.Provider.Send(world.Order("p1", currency: currency), default)).Refused?.Code);
        Assert.Empty(await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task A_destination_that_is_none_is_refused_for_good_and_moves_nothing()
    {
        await using var world = await World();
        if (world.Nowhere is not { } nowhere)
        {
            // Whoever pays where people know has no destination that could be wrong.
            Assert.Equal(PayoutDestination.Nowhere, world.Provider.Can.Destination);
            return;
        }

        var refused = (await world.Provider.Send(world.Order("p1", destination: nowhere), default)).Refused!;
        Assert.Equal(("destination_not_paid", true), (refused.Code, PayoutRefusals.IsFinal(refused)));
        Assert.Equal(PayoutState.None, (await world.LookUp("p1")).State);
        Assert.Empty(await world.Left(PayoutWorld.Id("p1")));
        await world.Paid("p2");
    }

    [Theory]
    [InlineData(Road.LosesRequest)]
    [InlineData(Road.LosesAnswer)]
    [InlineData(Road.SaysHtml)]
    [InlineData(Road.SaysHtmlAsOk)]
    [InlineData(Road.Fails)]
    [InlineData(Road.IsBusy)]
    public async Task An_answer_that_is_lost_or_none_is_looked_up_and_asked_for_again_and_pays_once(Road road)
    {
        await using var world = await World();
        world.Fail(road);
        var lost = (await world.Provider.Send(world.Order("p1"), default)).Refused!;
        Assert.False(PayoutRefusals.IsFinal(lost), lost.Code);
        Assert.Equal(road == Road.IsBusy ? "payouts_away" : "payout_unknown", lost.Code);

        var truth = await world.LookUp("p1");
        Assert.Equal(road != Road.LosesAnswer, truth.State == PayoutState.None);
        Assert.Null((await world.Provider.Send(world.Order("p1"), default)).Refused);
        await world.Execute(PayoutWorld.Id("p1"));
        Assert.Equal(PayoutState.Paid, (await world.LookUp("p1")).State);
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task A_late_answer_is_known_to_whoever_looks_it_up_meanwhile()
    {
        await using var world = await World();
        world.Fail(Road.IsSlow);
        var slow = world.Provider.Send(world.Order("p1"), default).AsTask();
        await world.Held;
        Assert.NotEqual(PayoutState.None, (await world.LookUp("p1")).State);
        Assert.Null((await world.Provider.Send(world.Order("p1"), default)).Refused);
        world.Release();

        // Whoever waited may have given up by now; never for good.
        Assert.True((await slow).Refused is not { } late || !PayoutRefusals.IsFinal(late));
        await world.Execute(PayoutWorld.Id("p1"));
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task A_provider_that_is_away_moves_nothing_and_says_nothing_for_good()
    {
        await using var world = await World();
        world.Away(true);
        var refusals = new[]
        {
            (await world.Provider.Send(world.Order("p1"), default)).Refused!,
            (await world.Provider.LookUp(PayoutWorld.Id("p1"), default)).Refused!,
            (await world.Provider.List(new() { BeforeUnixMs = long.MaxValue / 2_000_000 }, default)).Refused!,
        };
        Assert.All(refusals, one => Assert.Contains(one.Code, new[] { "payout_unknown", "payouts_away" }));
        Assert.All(refusals, one => Assert.False(PayoutRefusals.IsFinal(one)));
        world.Away(false);
        Assert.Equal(PayoutState.None, (await world.LookUp("p1")).State);
        await world.Paid("p1");
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(400L)]
    public async Task What_came_back_after_it_was_paid_is_said_and_is_not_paid_again(long? amount)
    {
        await using var world = await World();
        var paid = await world.Paid("p1");
        await world.Return(PayoutWorld.Id("p1"), amount);
        var back = await world.LookUp("p1");
        Assert.Equal((PayoutState.Returned, amount ?? 1_000, 1_000L), (back.State, back.ReturnedMinor, back.AmountMinor));
        Assert.Equal(paid.Reference, back.Reference);
        Assert.Equal(back, (await world.Provider.Send(world.Order("p1"), default)).Value);
        Assert.Equal([1_000L], await world.Left(PayoutWorld.Id("p1")));
    }

    [Fact]
    public async Task An_id_that_was_never_sent_is_none()
    {
        await using var world = await World();
        var none = await world.LookUp("nobody");
        Assert.Equal((PayoutState.None, 0L, PayoutWorld.Id("nobody")), (none.State, none.AmountMinor, none.PayoutId));
    }

    [Fact]
    public async Task What_was_done_in_a_period_is_listed_whole_and_nothing_else()
    {
        await using var world = await World();
        await world.Paid("before");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var from = world.Clock.GetUtcNow();
        for (var i = 0; i < 103; i++)
        {
            Assert.Null((await world.Provider.Send(world.Order($"p{i}", 1 + i), default)).Refused);
        }

        await world.Execute(PayoutWorld.Id("p5"));
        await world.Return(PayoutWorld.Id("p5"), null);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var before = world.Clock.GetUtcNow();
        await world.Paid("after");

        var listed = await world.Listed(from, before);
        Assert.Equal(
            Enumerable.Range(0, 103).Select(i => (PayoutWorld.Id($"p{i}"), 1L + i)).Order(),
            listed.Select(one => (one.PayoutId, one.AmountMinor)).Order()
        );
        Assert.Equal(6, listed.Single(one => one.PayoutId == PayoutWorld.Id("p5")).ReturnedMinor);
        Assert.Equal(await world.LookUp("p7"), listed.Single(one => one.PayoutId == PayoutWorld.Id("p7")));
    }

    private protected abstract Task<PayoutWorld> World();
}
