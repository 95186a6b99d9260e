// The contract of payments, case by case: money moves once, and both books agree.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PaymentTests
{
    [Fact]
    public async Task Of_an_erased_order_nobody_reads_why_money_went_back()
    {
        await using var till = await Till.Open();
        foreach (var id in new[] { "o1", "o2" })
        {
            Assert.Null((await till.Pay(id)).Refused);
            Assert.Null(
                (
                    await till.Payments.Refund(
                        new()
                        {
                            PaymentId = id,
                            RefundId = "r1",
                            AmountMinor = 100,
                            Reason = "late, says Quillfeather of " + id,
                        },
                        default
                    )
                ).Refused
            );
        }

        await till.Database.Write(async tx =>
        {
            await PaymentStore.ForgetReasons(tx, "o1");
            await PaymentStore.ForgetReasons(tx, "no order");
            return true;
        });
        Assert.Equal(
            ["payment_refunds.reason: of o2", "payment_refunds.reason: quill"],
            await Residue.Of(till.Database, "quill", "of o1", "of o2")
        );
        Assert.Equal(100, (await till.Find("o1"))!.RefundedMinor);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_good_card_is_charged_once_and_a_repeat_answers_the_same()
    {
        await using var till = await Till.Open();
        var first = (await till.Pay("o1")).Value;
        Assert.StartsWith("mock_txn_", first.TransactionId, StringComparison.Ordinal);
        Assert.True(first.Captured);
        await till.Reopen();
        Assert.Equal(first, (await till.Pay("o1")).Value);
        Assert.Equal(1_000, await till.Kept("o1"));
        Assert.Single(await till.Theirs());
        Assert.Empty(await till.Differences());
    }

    [Theory]
    [InlineData(SimulatorToken.Declined, "card_declined")]
    [InlineData(SimulatorToken.NoFunds, "insufficient_funds")]
    [InlineData("tok_of_nobody", "unknown_payment_method")]
    public async Task A_refused_method_says_why_every_time_and_moves_nothing(string token, string code)
    {
        await using var till = await Till.Open();
        Assert.Equal(code, (await till.Pay("o1", token)).Refused?.Code);
        await till.Reopen();
        Assert.Equal(code, (await till.Pay("o1", token)).Refused?.Code);
        Assert.Equal(code, (await till.Capture("o1", 1_000)).Refused?.Code);
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal(PaymentState.Declined, (await till.Find("o1"))!.State);
        Assert.Empty(await till.Theirs());
        Assert.Empty(await till.Ours());
    }

    [Fact]
    public async Task A_hundred_authorizations_of_one_payment_are_one_charge()
    {
        await using var till = await Till.Open();
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await till.Pay("o1"))));
        Assert.Single(replies.Select(r => r.Value.TransactionId).Distinct());
        Assert.Single(await till.Theirs());
        Assert.Single(await till.Ours());
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_repeat_finds_the_charge()
    {
        await using var till = await Till.Open();
        Assert.Equal("payment_unknown", (await till.Pay("o1", SimulatorToken.LosesReply)).Refused?.Code);
        var difference = Assert.Single(await till.Differences());
        Assert.Null(difference.Ours);
        await till.Reopen();
        Assert.True((await till.Pay("o1", SimulatorToken.LosesReply)).Value.Captured);
        Assert.Single(await till.Theirs());
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_lost_answer_that_nobody_asks_for_again_is_found_by_the_reconciliation()
    {
        await using var till = await Till.Open();
        Assert.NotNull((await till.Pay("o1", SimulatorToken.LosesReply)).Refused);
        Assert.Equal(0, await till.Repair.Round(default));
        till.Clock.Advance(Payment.LookAfter);
        Assert.Equal(1, await till.Repair.Round(default));
        Assert.Equal(PaymentState.Captured, (await till.Find("o1"))!.State);
        Assert.Empty(await till.Differences());
        Assert.Equal(0, await till.Repair.Round(default));
    }

    [Fact]
    public async Task After_an_outage_all_that_is_unknown_is_asked_about_in_one_go()
    {
        await using var till = await Till.Open();
        till.Gateway.Next = () => Fault.LostOnTheWayBack;
        await Task.WhenAll(
            Enumerable.Range(0, 450).Select(async i => Assert.Equal("payment_unknown", (await till.Pay($"o{i}")).Refused?.Code))
        );
        till.Gateway.Next = () => Fault.None;
        till.Clock.Advance(TimeSpan.FromMinutes(1));

        // The clock stands still from here on: what is left for a later round would never be known.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await till.Repair.StartAsync(default);
        while (await till.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM payments WHERE look_ms IS NOT NULL")) > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await till.Repair.StopAsync(default);
        Assert.Empty(await till.Differences());
        Assert.Equal(450_000, (await till.Ours()).Sum(e => e.AmountMinor));
    }

    [Fact]
    public async Task A_flaky_provider_fails_once_and_charges_on_the_repeat_even_after_a_restart()
    {
        await using var till = await Till.Open();
        Assert.Equal("payment_unknown", (await till.Pay("o1", SimulatorToken.FailsOnce)).Refused?.Code);
        Assert.Equal(0, await till.Kept("o1"));
        await till.Reopen();
        Assert.True((await till.Pay("o1", SimulatorToken.FailsOnce)).Value.Captured);
        Assert.Equal(1_000, await till.Kept("o1"));
    }

    [Fact]
    public async Task A_late_answer_delays_nobody_else()
    {
        await using var till = await Till.Open();
        var late = till.Pay("late", SimulatorToken.AnswersLate).AsTask();
        for (var i = 0; i < 50; i++)
        {
            Assert.True((await till.Pay($"o{i}")).Value.Captured);
        }

        Assert.False(late.IsCompleted);
        Assert.True((await till.Clock.Until(late, TimeSpan.FromSeconds(3))).Value.Captured);
        Assert.Equal(1_000, await till.Kept("late"));
    }

    [Fact]
    public async Task Another_amount_currency_or_method_under_the_same_id_is_refused()
    {
        await using var till = await Till.Open();
        await till.Pay("o1");
        Assert.Equal("payment_differs", (await till.Pay("o1", amount: 999)).Refused?.Code);
        Assert.Equal("payment_differs", (await till.Pay("o1", currency: "EUR")).Refused?.Code);
        Assert.Equal("payment_differs", (await till.Pay("o1", SimulatorToken.FailsOnce)).Refused?.Code);
        Assert.Equal(1_000, await till.Kept("o1"));
    }

    [Theory]
    [InlineData(0, "USD", "invalid_amount")]
    [InlineData(-5, "USD", "invalid_amount")]
    [InlineData(long.MaxValue, "USD", "invalid_amount")]
    [InlineData(5, "XXX", "unknown_currency")]
    public async Task Bad_money_is_refused(long amount, string currency, string code)
    {
        await using var till = await Till.Open();
        Assert.Equal(code, (await till.Pay("o1", amount: amount, currency: currency)).Refused?.Code);
        Assert.Null(await till.Find("o1"));
    }

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("3782-822463-10005")]
    [InlineData("6304000000000000000")]
    [InlineData("4222222222222")]
    [InlineData("tok_4111111111111111")]
    public async Task A_card_number_is_refused_and_stored_nowhere(string number)
    {
        await using var till = await Till.Open();
        Assert.Equal("card_number_not_accepted", (await till.Pay("o1", number)).Refused?.Code);
        Assert.Null(await till.Find("o1"));
        Assert.Equal(0, till.Gateway.Calls);
    }

    [Theory]
    [InlineData("4111111111111112", "not Luhn")]
    [InlineData("411111111111", "12 digits")]
    public async Task What_is_no_card_number_is_an_unknown_method_and_its_text_is_not_stored(string token, string why)
    {
        await using var till = await Till.Open();
        Assert.True((await till.Pay("o1", token)).Refused?.Code == "unknown_payment_method", why);
        Assert.Equal(Payment.UnknownMethod, (await till.Find("o1"))!.Method);
    }

    [Fact]
    public async Task An_authorization_holds_and_a_capture_takes_and_releases_the_rest()
    {
        await using var till = await Till.Open();
        Assert.False((await till.Pay("o1", capture: false)).Value.Captured);
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Equal("amount_exceeds_authorized", (await till.Capture("o1", 1_001)).Refused?.Code);
        Assert.Equal("payment_not_found", (await till.Capture("o2", 1)).Refused?.Code);
        var captured = (await till.Capture("o1", 600)).Value;
        Assert.Equal(captured, (await till.Capture("o1", 600)).Value);
        Assert.Equal("payment_differs", (await till.Capture("o1", 601)).Refused?.Code);
        Assert.Equal(600, await till.Kept("o1"));
        Assert.Equal(["authorized:1000", "captured:600", "released:400"], (await till.Ours()).Select(e => $"{e.Kind}:{e.AmountMinor}"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task Refunds_add_up_to_what_was_taken_and_each_id_counts_once()
    {
        await using var till = await Till.Open();
        await till.Pay("o1");
        Assert.Null((await till.Refund("o1", "r1", 400)).Refused);
        Assert.Null((await till.Refund("o1", "r1", 400)).Refused);
        Assert.Equal("refund_differs", (await till.Refund("o1", "r1", 401)).Refused?.Code);
        Assert.Equal("refund_exceeds_captured", (await till.Refund("o1", "r2", 601)).Refused?.Code);
        Assert.Null((await till.Refund("o1", "r2", 600)).Refused);
        Assert.Equal("refund_exceeds_captured", (await till.Refund("o1", "r3", 1)).Refused?.Code);
        Assert.Equal("payment_not_found", (await till.Refund("o2", "r1", 1)).Refused?.Code);
        Assert.Equal("invalid_amount", (await till.Refund("o1", "r4", 0)).Refused?.Code);
        Assert.Equal(0, await till.Kept("o1"));
        Assert.Equal(PaymentState.Refunded, (await till.Find("o1"))!.State);
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public async Task A_hundred_refunds_at_once_never_give_back_more_than_was_taken()
    {
        await using var till = await Till.Open();
        await till.Pay("o1");
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(i => Task.Run(async () => await till.Refund("o1", $"r{i % 50}", 70)))
        );
        Assert.Equal(28, replies.Count(r => r.Refused is null));
        Assert.All(replies.Where(r => r.Refused is not null), r => Assert.Equal("refund_exceeds_captured", r.Refused!.Code));
        Assert.Equal(1_000 - (14 * 70), await till.Kept("o1"));
        Assert.Empty(await till.Differences());
    }

    [Fact]
    public void An_answer_that_comes_late_takes_nothing_back_that_a_newer_one_told()
    {
        var charge = new Charge("o1", "o1", 1_000, "USD", SimulatorToken.Succeeds, TakesAtOnce: true);
        var captured = new LedgerEntry(1, "o1", "o1", LedgerKind.Captured, string.Empty, 1_000, "USD", "mock_txn_1", 0);
        var refunded = captured with { Kind = LedgerKind.Refunded, Reference = "r1" };
        GatewayPayment Said(params LedgerEntry[] entries) => new("o1", true, "mock_txn_1", null, false, entries);
        var newest = Payment.Wanted(charge, null, true, "simulator", 0).Learn(Said(captured, refunded), 1);
        Assert.Equal(
            (PaymentState.Refunded, 1_000L, 1_000L, null),
            (newest.State, newest.CapturedMinor, newest.RefundedMinor, newest.LookMs)
        );
        Assert.Same(newest, newest.Learn(Said(captured), 2));
        Assert.Same(newest, newest.Learn(Said(), 2));
        Assert.Same(newest, newest.Learn(GatewayPayment.Unseen("o1"), 2));
        var voided = newest.Learn(Said(captured, refunded) with { Voided = true }, 3);
        Assert.Equal(PaymentState.Voided, voided.State);
        Assert.Same(voided, voided.Learn(Said(captured, refunded), 4));
    }

    [Fact]
    public async Task Neither_book_can_be_rewritten()
    {
        await using var till = await Till.Open();
        await till.Pay("o1");
        foreach (var table in new[] { "payment_ledger", "simulator_ledger" })
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
                till.Database.Write(tx => tx.Execute($"UPDATE {table} SET amount_minor = 1"))
            );
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
                till.Database.Write(tx => tx.Execute($"DELETE FROM {table}"))
            );
        }
    }

    [Fact]
    public async Task A_difference_between_the_books_is_named()
    {
        await using var till = await Till.Open();
        for (var i = 0; i < 30; i++)
        {
            await till.Pay($"o{i:00}");
        }

        var charge = (await till.Theirs())[7];
        await till.Database.Write(async tx =>
        {
            await SimulatorStore.Ledger.Enter(tx, charge with { Kind = LedgerKind.Refunded, Reference = "by hand", AmountMinor = 5 });
            return true;
        });
        var difference = Assert.Single(await till.Differences());
        Assert.Null(difference.Ours);
        Assert.Equal((charge.PaymentId, 5L), (difference.Theirs!.PaymentId, difference.Theirs.AmountMinor));

        var compare = till.Compare;
        var (first, goOn) = await compare.Run(LedgerPlace.Start, 1, default);
        Assert.Single(first);
        Assert.Empty((await compare.Run(goOn!.Value, 1, default)).Differences);
    }

    [Fact]
    public async Task An_order_paid_by_hand_is_not_charged_by_the_checkout_too()
    {
        await using var till = await Till.Open();
        var byHand = new Charge("hand-1", "o1", 1_000, "USD", SimulatorToken.Succeeds, TakesAtOnce: true);
        Assert.Null((await till.Authorizing.Run(byHand, null, default)).Refused);
        Assert.Equal("order_already_paid", (await till.Pay("o1")).Refused?.Code);
        Assert.Equal("order_already_paid", (await till.Authorizing.Run(byHand with { PaymentId = "hand-2" }, null, default)).Refused?.Code);
        Assert.Null((await till.Void("o1")).Refused);
        Assert.Equal(1_000, await till.Kept("hand-1"));
        Assert.Null((await till.Void("hand-1")).Refused);
        Assert.Null((await till.Authorizing.Run(byHand with { PaymentId = "hand-2" }, null, default)).Refused);
        Assert.Equal("order_already_paid", (await till.Authorizing.Run(byHand with { PaymentId = "hand-3" }, null, default)).Refused?.Code);
        Assert.Equal(
            2,
            (await till.Database.Read(sql => PaymentStore.OfOrder(sql, "o1", null, 10))).Count(p =>
                p.PaymentId.StartsWith("hand", StringComparison.Ordinal)
            )
        );
    }
}
