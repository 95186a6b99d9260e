// A provider that says what cannot be true, of one payment: nothing of it is learned, people are called, and all other payments go on.
using System.Text;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ContradictionTests
{
    [Theory]
    [InlineData("another currency")]
    [InlineData("more than was asked for")]
    public async Task It_stops_neither_the_webhooks_nor_the_repairs_nor_the_comparison_of_other_payments(string what)
    {
        await using var till = await Till.Open();
        foreach (var id in new[] { "a bad one", "b told", "c not told" })
        {
            await till.Pay(id, SimulatedBank.Token);
        }

        await Contradict(till, "a bad one", what);
        await Arrived(till, "b told");
        await Tell(till, "w1", "a bad one");
        await Tell(till, "w2", "b told");
        Assert.Equal(1, (await till.Looking.Round(default)).Done);
        Assert.Equal(PaymentState.Captured, (await till.Find("b told"))!.State);

        await Arrived(till, "c not told");
        till.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await till.Repair.Round(default));
        Assert.Equal(PaymentState.Captured, (await till.Find("c not told"))!.State);

        await till.Cards.Authorize(new("d lost", "order-9", 700, "USD", SimulatorToken.Succeeds, true), default);
        Assert.Equal(new Reconciled(1, 1, null), await till.Reconcile.Pass(default));
        Assert.Equal(700, (await till.Find("d lost"))!.CapturedMinor);
        var alarm = Assert.Single(await till.Differences());
        Assert.Equal(("a bad one", null), (alarm.Place.PaymentId, alarm.Ours));
        Assert.Equal((PaymentState.Awaiting, 0L), ((await till.Find("a bad one"))!.State, (await till.Find("a bad one"))!.CapturedMinor));
    }

    [Fact]
    public async Task A_refund_whose_answer_cannot_be_true_does_not_hold_up_the_others()
    {
        await using var till = await Till.Open();
        await till.Pay("a bad one");
        await till.Pay("b good");
        till.Gateway.Next = () => Fault.LostOnTheWayBack;
        await till.Refund("a bad one", "r1", 100);
        await till.Refund("b good", "r1", 100);
        till.Gateway.Next = () => Fault.None;
        var taken = (await till.Theirs())[0];
        await till.Database.Write(async tx =>
        {
            await SimulatorStore.Ledger.Enter(
                tx,
                taken with
                {
                    PaymentId = "a bad one",
                    Kind = LedgerKind.Refunded,
                    Reference = "r2",
                    AmountMinor = 50_000,
                }
            );
            return true;
        });
        till.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await till.Repair.Round(default));
        Assert.Equal(100, (await till.Find("b good"))!.RefundedMinor);
        Assert.Equal(0, (await till.Find("a bad one"))!.RefundedMinor);
    }

    [Fact]
    public async Task A_round_full_of_webhooks_says_that_there_may_be_more_although_one_of_them_waits()
    {
        await using var till = await Till.Open();
        await till.Pay("known", SimulatedBank.Token);
        await Tell(till, "w-000", "nobody knows it");
        for (var i = 1; i <= 200; i++)
        {
            await Tell(till, $"w-{i:000}", "known");
        }

        Assert.Equal((199, true), await till.Looking.Round(default));
        Assert.Equal((1, false), await till.Looking.Round(default));
    }

    [Theory]
    [InlineData("""{"type":"a\u0000b","data":{"payment_id":"o1"}}""", "unknown", "o1")]
    [InlineData("""{"type":"4012 8888 8888 1881","data":{"payment_id":"o1"}}""", "unknown", "o1")]
    [InlineData("""{"type":"t","data":{"payment_id":"card 4012888888881881"}}""", "t", null)]
    [InlineData("""{"type":"t","data":{"payment_id":"a\u0000b"}}""", "t", null)]
    [InlineData("""{"type":"\ud800","data":{"payment_id":"o1"}}""", "unread", null)]
    public async Task What_a_table_cannot_or_must_not_hold_is_not_taken_down(string body, string kind, string? paymentId)
    {
        await using var till = await Till.Open();
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(
            (
                await till.Door.Run(
                    SimulatedBank.ProviderName,
                    new WebhookSignature(Till.BankSecret).Sign("w1", till.Clock.GetUtcNow(), bytes).Of,
                    bytes,
                    default
                )
            ).Value
        );
        var taken = Assert.Single(await till.Database.Read(sql => WebhookStore.List(sql, long.MaxValue, string.Empty, string.Empty, 10)));
        Assert.Equal((kind, paymentId), (taken.Kind, taken.PaymentId));
    }

    private static Task Contradict(Till till, string paymentId, string what) =>
        till.Database.Write(async tx =>
        {
            var payment = (await BankStore.Find(tx, paymentId))!;
            var (amount, currency) =
                what == "another currency" ? (payment.AmountMinor, "EUR") : (payment.AmountMinor + 1, payment.Currency);
            await BankStore.Ledger.Enter(
                tx,
                new LedgerEntry(
                    0,
                    paymentId,
                    payment.OrderId,
                    LedgerKind.Captured,
                    string.Empty,
                    amount,
                    currency,
                    payment.TransactionId,
                    0
                )
            );
            return true;
        });

    private static async Task Tell(Till till, string webhookId, string paymentId)
    {
        var body = Encoding.UTF8.GetBytes("{\"type\":\"payment.updated\",\"data\":{\"payment_id\":\"" + paymentId + "\"}}");
        Assert.True(
            (
                await till.Door.Run(
                    SimulatedBank.ProviderName,
                    new WebhookSignature(Till.BankSecret).Sign(webhookId, till.Clock.GetUtcNow(), body).Of,
                    body,
                    default
                )
            ).Value
        );
    }

    private static async Task Arrived(Till till, string id) =>
        Assert.Null((await till.Bank.Receive(new("t-" + id, (await till.Bank.ReferenceOf(id))!, 1_000, "USD"), default)).Refused);
}
