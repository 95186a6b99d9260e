// Every scenario of the simulated providers, with nothing lost, with lost requests, lost answers and a crash between the commits: the books
// agree.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ScenarioTests
{
    private static readonly Dictionary<string, string> Ends = new()
    {
        [SimulatorToken.Succeeds] = "paid",
        [SimulatorToken.Declined] = "card_declined",
        [SimulatorToken.NoFunds] = "insufficient_funds",
        [SimulatorToken.AnswersLate] = "paid",
        [SimulatorToken.FailsOnce] = "paid",
        [SimulatorToken.LosesReply] = "paid",
        [SimulatorToken.Challenge] = "paid",
        [SimulatorToken.ChallengeDeclined] = "card_declined",
        [SimulatorToken.Late] = "paid",
        [SimulatorToken.LateDeclined] = "card_declined",
        [SimulatorToken.DoubleWebhook] = "paid",
        [SimulatorToken.RefundFailsOnce] = "paid",
        [SimulatorToken.CaptureFails] = "capture_failed",
        [SimulatedBank.Token] = "paid",
        ["tok_nobody_knows"] = "unknown_payment_method",
    };

    private bool answersLate;

    public enum Trouble
    {
        None,
        RequestLost,
        AnswerLost,
        Crash,
    }

    public static TheoryData<string, Trouble, bool> All()
    {
        var all = new TheoryData<string, Trouble, bool>();
        foreach (var token in Ends.Keys)
        {
            foreach (var trouble in Enum.GetValues<Trouble>())
            {
                all.Add(token, trouble, true);
                all.Add(token, trouble, false);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_books_agree_after_every_scenario(string token, Trouble trouble, bool atOnce)
    {
        answersLate = token == SimulatorToken.AnswersLate;
        await using var till = await Till.Open();
        var reply = await Try(till, trouble, () => till.Pay("o1", token, capture: atOnce));
        if (reply.Is(out var waiting, out _) && waiting.Action is { } action)
        {
            Assert.True(waiting.ExpiresUnixMs > till.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            await Answer(till, action);
            reply = await Try(till, trouble, () => till.Pay("o1", token, capture: atOnce));
        }

        if (reply.Is(out var secured, out var refused) && !secured.Captured)
        {
            Assert.Equal("authorized", secured.State);
            refused = (await Try(till, trouble, () => till.Capture("o1", 1_000))).Refused;
        }

        Assert.Equal(Ends[token], refused?.Code ?? "paid");
        if (refused is null)
        {
            Assert.Equal(1_000, await till.Kept("o1"));
            Assert.Null((await Try(till, trouble, () => till.Refund("o1", "r1", 300))).Refused);
            Assert.Equal(700, await till.Kept("o1"));
            Assert.Null((await Try(till, trouble, () => till.Refund("o1", "r2", 700))).Refused);
        }

        await till.Tell();
        await till.Settle();
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Empty(await till.Differences());
        Assert.Equal(
            (await till.Theirs()).Select(e => (e.Kind, e.Reference, e.AmountMinor)),
            (await till.Ours()).Select(e => (e.Kind, e.Reference, e.AmountMinor))
        );
        Assert.False((await till.Find("o1"))!.IsOpen);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_void_ends_every_scenario_with_nothing_kept(string token, Trouble trouble, bool atOnce)
    {
        answersLate = token == SimulatorToken.AnswersLate;
        await using var till = await Till.Open();
        await Once(till, trouble, () => till.Pay("o1", token, capture: atOnce));
        Assert.Null((await Try(till, trouble, () => till.Void("o1"))).Refused);
        till.Clock.Advance(TimeSpan.FromHours(2));
        await till.Tell();
        await till.Settle();
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Empty(await till.Differences());
        Assert.False((await till.Find("o1"))!.IsOpen);
    }

    [Fact]
    public async Task A_challenge_that_is_refused_or_not_answered_takes_nothing()
    {
        await using var till = await Till.Open();
        var asked = (await till.Pay("o1", SimulatorToken.Challenge)).Value;
        Assert.Equal(("action_required", "challenge", "/api/payments/challenges/o1"), (asked.State, asked.Action.Kind, asked.Action.Url));
        await till.Outcomes.AnswerChallenge("o1", approved: false, default);
        Assert.Equal("challenge_refused", (await till.Pay("o1", SimulatorToken.Challenge)).Refused?.Code);
        Assert.Equal("challenge_refused", (await till.Outcomes.AnswerChallenge("o1", approved: true, default)).Value.DeclineCode);
        await till.Pay("o2", SimulatorToken.Challenge);
        till.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("challenge_expired", (await till.Outcomes.AnswerChallenge("o2", approved: true, default)).Refused?.Code);
        Assert.Equal("payment_expired", (await till.Pay("o2", SimulatorToken.Challenge)).Refused?.Code);
        Assert.Equal("payment_not_found", (await till.Outcomes.AnswerChallenge("o3", approved: true, default)).Refused?.Code);
        Assert.Empty(await till.Theirs());
    }

    [Fact]
    public async Task A_late_outcome_is_told_by_webhook_and_one_that_is_told_thrice_is_told_once_to_the_shop()
    {
        await using var till = await Till.Open();
        Assert.Equal("awaiting", (await till.Pay("o1", SimulatorToken.DoubleWebhook)).Value.State);
        Assert.Equal(0, await till.Sending.Round(default));
        till.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, await till.Sending.Round(default));
        Assert.Equal(2, (await till.Looking.Round(default)).Done);
        Assert.Equal([("o1", "captured", 1_000L)], (await till.Told()).Select(e => (e.PaymentId, e.Status, e.Captured)));
        Assert.Equal(0, await till.Sending.Round(default));
    }

    private static async Task Answer(Till till, PaymentAction action)
    {
        switch (action.Kind)
        {
            case PaymentWait.Challenge:
                await till.Outcomes.AnswerChallenge("o1", approved: true, default);
                break;
            case PaymentWait.Transfer:
                await till.Bank.Receive(new("t1", action.Reference, action.AmountMinor, action.Currency), default);
                break;
            default:
                till.Clock.Advance(TimeSpan.FromSeconds(5));
                break;
        }

        await till.Tell();
    }

    // The first call meets the trouble; it is then repeated until somebody knows.
    private async Task<Outcome<T>> Try<T>(Till till, Trouble trouble, Func<ValueTask<Outcome<T>>> call)
    {
        await Once(till, trouble, call);
        Outcome<T> outcome;
        var tries = 0;
        do
        {
            Assert.True(tries++ < 10);
            outcome = await Answered(till, call);
        } while (outcome.Refused?.Kind == RefusalKind.Unavailable);
        return outcome;
    }

    private async Task Once<T>(Till till, Trouble trouble, Func<ValueTask<Outcome<T>>> call)
    {
        if (trouble == Trouble.None)
        {
            return;
        }

        till.Gateway.Next = till.BankRoad.Next = () => trouble == Trouble.RequestLost ? Fault.LostOnTheWayThere : Fault.LostOnTheWayBack;
        await Answered(till, call);
        till.Gateway.Next = till.BankRoad.Next = () => Fault.None;
        if (trouble == Trouble.Crash)
        {
            await till.Reopen();
        }
    }

    // A late answer comes when the clock moves; for the others it must stand, or their waits would end.
    private async Task<Outcome<T>> Answered<T>(Till till, Func<ValueTask<Outcome<T>>> call)
    {
        var asked = call().AsTask();
        return answersLate ? await till.Clock.Until(asked, TimeSpan.FromSeconds(3)) : await asked;
    }
}
