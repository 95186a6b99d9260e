// An authorization in its three parts: what was wanted is written, the answer waits in memory, and what is lost there is asked for again.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PartsTests
{
    [Fact]
    public async Task Wanting_asks_nobody_and_asking_writes_nothing()
    {
        await using var till = await Till.Open();
        Assert.Null((await till.Payments.Want(Wish("a"), default)).Refused);
        Assert.Equal((0, PaymentState.Authorizing), (till.Gateway.Calls, (await till.Find("a"))!.State));
        Assert.Null((await till.Payments.Ask(Wish("a"), default)).Refused);
        Assert.Equal((1, PaymentState.Authorizing, 0), (till.Gateway.Calls, (await till.Find("a"))!.State, (await till.Ours()).Count));
        Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
        Assert.Equal((1, PaymentState.Captured, 1), (till.Gateway.Calls, (await till.Find("a"))!.State, (await till.Ours()).Count));
        Assert.Empty(await till.Differences());
        Assert.Empty(await till.Told());
    }

    [Fact]
    public async Task An_answer_that_was_lost_with_its_process_is_asked_for_again_and_money_moves_once()
    {
        await using var till = await Till.Open();
        await till.Payments.Want(Wish("a"), default);
        await till.Payments.Ask(Wish("a"), default);
        await till.Reopen();
        Assert.Equal("payment_unknown", (await till.Payments.Learn(new() { PaymentId = "a" }, default)).Refused?.Code);
        await till.Payments.Ask(Wish("a"), default);
        Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
        Assert.Equal(1_000, await till.Kept("a"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task What_nobody_comes_for_is_learned_by_the_repair()
    {
        await using var till = await Till.Open();
        await till.Payments.Want(Wish("a"), default);
        await till.Payments.Ask(Wish("a"), default);
        await till.Payments.Want(Wish("never-asked"), default);
        await till.Settle();
        Assert.Equal(
            (PaymentState.Captured, PaymentState.Authorizing),
            ((await till.Find("a"))!.State, (await till.Find("never-asked"))!.State)
        );
        Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task An_answer_in_a_commit_that_is_taken_back_is_there_for_the_next()
    {
        await using var till = await Till.Open();
        await till.Payments.Want(Wish("a"), default);
        await till.Payments.Ask(Wish("a"), default);
        var refused = await till.Database.InOneCommit<Outcome<bool>>(async () =>
        {
            Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
            return Refusal.Conflict("planted", "Planted.");
        });
        Assert.Equal(("planted", PaymentState.Authorizing), (refused.Refused?.Code, (await till.Find("a"))!.State));
        Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
        Assert.Equal((1, PaymentState.Captured), (till.Gateway.Calls, (await till.Find("a"))!.State));
    }

    [Fact]
    public async Task A_payment_that_was_voided_meanwhile_stays_void_and_the_money_goes_back()
    {
        await using var till = await Till.Open();
        await till.Payments.Want(Wish("a"), default);
        await till.Payments.Ask(Wish("a"), default);
        Assert.Null((await till.Void("a")).Refused);
        Assert.Equal("payment_voided", (await till.Payments.Learn(new() { PaymentId = "a" }, default)).Refused?.Code);
        Assert.Equal("payment_voided", (await till.Payments.Want(Wish("a"), default)).Refused?.Code);
        await till.Settle();
        Assert.Equal(0, await till.Kept("a"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Beyond_the_bound_answers_are_written_at_once()
    {
        await using var till = await Till.Open();
        for (var i = 0; i < Limits.PaymentAnswersKeptMax; i++)
        {
            var id = "kept-" + i;
            await till.Book.Keep(
                GatewayPayment.Unseen(id),
                Payment.Wanted(new(id, id, 1, "USD", "tok_visa", true), null, true, "simulator", 0),
                tell: false
            );
        }

        await till.Payments.Want(Wish("a"), default);
        await till.Payments.Ask(Wish("a"), default);
        Assert.Equal(PaymentState.Captured, (await till.Find("a"))!.State);
        Assert.True((await till.Payments.Learn(new() { PaymentId = "a" }, default)).Value.Captured);
    }

    private static AuthorizeRequest Wish(string id) =>
        new()
        {
            PaymentId = id,
            OrderId = id,
            AmountMinor = 1_000,
            Currency = "USD",
            MethodToken = SimulatorToken.Succeeds,
            Capture = true,
        };
}
