// Each kind of difference between the books, planted: what a provider knows is learned, the rest is an alarm until it is gone.
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ReconcileTests
{
    [Fact]
    public async Task Books_that_agree_are_left_alone()
    {
        await using var till = await Till.Open();
        await Trade(till);
        Assert.Equal(new Reconciled(0, 0, null), await till.Reconcile.Pass(default));
        Assert.Empty(await Noted(till, DifferenceState.Open));
    }

    [Fact]
    public async Task A_movement_that_only_the_provider_knows_is_learned_and_told()
    {
        await using var till = await Till.Open();
        await Trade(till);
        await till.Cards.Refund("card-3", "by phone", 250, default);
        Assert.Equal(new Reconciled(1, 0, null), await till.Reconcile.Pass(default));
        Assert.Equal(250, (await till.Find("card-3"))!.RefundedMinor);
        Assert.Equal(("card-3", 250L), ((await till.Told())[^1].PaymentId, (await till.Told())[^1].Refunded));
        Assert.Empty(await till.Differences());
        Assert.Equal(new Reconciled(0, 0, null), await till.Reconcile.Pass(default));
        Assert.Single(await Noted(till, DifferenceState.Repaired));
    }

    [Fact]
    public async Task A_movement_that_the_payment_counts_and_the_book_misses_is_written_after_all()
    {
        await using var till = await Till.Open();
        await Trade(till);
        var all = await till.Theirs();
        await till.Database.Write(async tx =>
        {
            // As a restored backup would have it: the payment knows of as many movements, the book does not.
            await tx.Execute(
                "INSERT INTO payments(payment_id, order_id, amount_minor, currency, method, takes_at_once, state, capture_minor, captured_minor, created_ms, updated_ms, provider, entries)"
                    + " VALUES ('torn', 'torn', 1000, 'USD', 'tok_visa', 1, 'captured', 1000, 1000, 0, 0, 'simulator', 1)"
            );
            await SimulatorStore.Add(
                tx,
                new("torn", "torn", 1_000, "USD", SimulatorState.Captured, null, "mock_txn_torn", 0, "tok_visa", true, null, 0)
            );
            await SimulatorStore.Ledger.Enter(
                tx,
                all[0] with
                {
                    PaymentId = "torn",
                    OrderId = "torn",
                    TransactionId = "mock_txn_torn",
                    AmountMinor = 1_000,
                }
            );
            return true;
        });
        Assert.Single(await till.Differences());
        Assert.Equal(new Reconciled(1, 0, null), await till.Reconcile.Pass(default));
        Assert.Empty(await till.Differences());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_whole_payment_that_only_a_provider_knows_is_adopted_with_its_order(bool bank)
    {
        await using var till = await Till.Open();
        await Trade(till);
        if (bank)
        {
            await till.Bank.Authorize(new("lost", "order-9", 700, "USD", SimulatedBank.Token, true), default);
            await till.Bank.Receive(new("t9", (await till.Bank.ReferenceOf("lost"))!, 800, "USD"), default);
        }
        else
        {
            await till.Cards.Authorize(new("lost", "order-9", 700, "USD", SimulatorToken.Succeeds, true), default);
            await till.Cards.Refund("lost", "r", 100, default);
        }

        Assert.Equal(bank ? 3 : 2, (await till.Differences()).Count);
        var done = await till.Reconcile.Pass(default);
        Assert.Equal(0, done.Open);
        var payment = (await till.Find("lost"))!;
        Assert.Equal(
            ("order-9", PaymentState.Captured, 700L, "unknown"),
            (payment.OrderId, payment.State, payment.CapturedMinor, payment.Method)
        );
        Assert.Equal(bank ? "bank_transfer" : "simulator", payment.Provider);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task What_only_we_have_is_an_alarm_that_is_never_deleted_and_goes_when_the_books_agree()
    {
        await using var till = await Till.Open();
        await Trade(till);
        var ours = (await till.Ours())[0] with { Kind = LedgerKind.Refunded, Reference = "never made", AmountMinor = 5 };
        await Plant(till, ours);
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(new Reconciled(0, 1, null), await till.Reconcile.Pass(default));
            var alarm = Assert.Single(await Noted(till, DifferenceState.Open));
            Assert.Equal(
                (ours.PaymentId, "never made", 5L, null),
                (alarm.Place.PaymentId, alarm.Place.Reference, alarm.Ours!.AmountMinor, alarm.Theirs)
            );
        }

        Assert.Contains(await till.Ours(), e => e.Reference == "never made");
        await till.Cards.Refund(ours.PaymentId, "never made", 5, default);
        var theirs = (await till.Theirs()).Single(e => e.Reference == "never made");
        Assert.Equal(ours.TransactionId, theirs.TransactionId);
        await till.Reconcile.Pass(default);
        Assert.Empty(await Noted(till, DifferenceState.Open));
        Assert.Single(await Noted(till, DifferenceState.Gone));
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("currency")]
    [InlineData("transaction")]
    [InlineData("order")]
    public async Task A_movement_that_stands_differently_is_an_alarm(string what)
    {
        await using var till = await Till.Open();
        await Trade(till);
        await till.Cards.Refund("card-3", "r9", 200, default);
        var theirs = (await till.Theirs()).Single(e => e.Reference == "r9");
        await Plant(
            till,
            what switch
            {
                "amount" => theirs with { AmountMinor = 201 },
                "currency" => theirs with { Currency = "EUR" },
                "transaction" => theirs with { TransactionId = "another" },
                _ => theirs with { OrderId = "another" },
            }
        );
        Assert.Equal(new Reconciled(0, 1, null), await till.Reconcile.Pass(default));
        var alarm = Assert.Single(await Noted(till, DifferenceState.Open));
        Assert.NotNull(alarm.Ours);
        Assert.NotNull(alarm.Theirs);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_asked_neither_repairs_nor_clears()
    {
        await using var till = await Till.Open();
        await Trade(till);
        await Plant(till, (await till.Ours())[0] with { Kind = LedgerKind.Refunded, Reference = "never made", AmountMinor = 5 });
        await till.Cards.Refund("card-3", "by phone", 250, default);
        till.Gateway.Next = () => Fault.LostOnTheWayThere;
        var done = await till.Reconcile.Pass(default);
        Assert.Equal((0, 2), (done.Repaired, done.Open));
        till.Gateway.Next = () => Fault.None;
        done = await till.Reconcile.Pass(default);
        Assert.Equal((1, 1), (done.Repaired, done.Open));
        Assert.Single(await Noted(till, DifferenceState.Open));
    }

    [Fact]
    public async Task Many_differences_are_gone_through_in_stretches_from_one_end_to_the_other()
    {
        await using var till = await Till.Open();
        await till.Database.Write(async tx =>
        {
            for (var i = 0; i < 2_500; i++)
            {
                var id = $"lost-{i:0000}";
                await SimulatorStore.Add(
                    tx,
                    new(id, id, 100, "USD", SimulatorState.Captured, null, "mock_txn_" + id, 0, "tok_visa", true, null, 0)
                );
                await SimulatorStore.Ledger.Enter(
                    tx,
                    new LedgerEntry(0, id, id, LedgerKind.Captured, string.Empty, 100, "USD", "mock_txn_" + id, 0)
                );
            }

            return true;
        });
        var first = await till.Reconcile.Stretch(LedgerPlace.Start, default);
        Assert.Equal(1_000, first.Repaired);
        Assert.NotNull(first.GoOn);
        Assert.Equal(1_500, (await till.Reconcile.Pass(default)).Repaired);
        Assert.Empty(await till.Differences());
    }

    private static async Task Trade(Till till)
    {
        for (var i = 0; i < 6; i++)
        {
            await till.Pay($"card-{i}");
            await till.Pay($"bank-{i}", SimulatedBank.Token);
            await till.Bank.Receive(new($"t{i}", (await till.Bank.ReferenceOf($"bank-{i}"))!, 900 + (i * 50), "USD"), default);
        }

        await till.Refund("card-1", "r1", 100);
        await till.Void("card-2");
        await till.Tell();
    }

    private static Task Plant(Till till, LedgerEntry entry) =>
        till.Database.Write(async tx =>
            await tx.Execute(
                "INSERT INTO payment_ledger(payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                entry.PaymentId,
                entry.OrderId,
                entry.Kind,
                entry.Reference,
                entry.AmountMinor,
                entry.Currency,
                entry.TransactionId,
                entry.AtMs
            )
        );

    private static async Task<List<FoundDifference>> Noted(Till till, string state) =>
        await till.Database.Read(sql => DifferenceStore.List(sql, state, LedgerPlace.Start, 10_000));
}
