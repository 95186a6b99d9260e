// What was written before there were several providers is found again, and goes on.
using Cartwright.Kernel;
using Cartwright.Payments;

namespace Cartwright.Unit.Payments;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class OldBooksTests
{
    [Fact]
    public async Task Payments_of_an_older_version_keep_their_state_and_belong_to_the_first_provider()
    {
        var all = Migration.From(typeof(PaymentsModule).Assembly);
        var old = await TestDatabase.Open(
            "payments",
            [.. all.TakeWhile(m => !m.Name.StartsWith("004", StringComparison.Ordinal))],
            new TestClock()
        );
        await old.Database.Write(async tx =>
        {
            await tx.Execute(
                "INSERT INTO payments(payment_id, order_id, amount_minor, currency, method, takes_at_once, state, transaction_id, capture_minor, captured_minor, created_ms, updated_ms)"
                    + " VALUES ('o1', 'o1', 1000, 'USD', 'tok_visa', 1, 'captured', 'mock_txn_1', 1000, 1000, 1, 2)"
            );
            await tx.Execute(
                "INSERT INTO simulator_payments(payment_id, order_id, amount_minor, currency, state, transaction_id, created_ms) VALUES ('o1', 'o1', 1000, 'USD', 'captured', 'mock_txn_1', 1)"
            );
            foreach (var book in new[] { "payment_ledger", "simulator_ledger" })
            {
                await tx.Execute(
                    $"INSERT INTO {book}(payment_id, order_id, kind, reference, amount_minor, currency, transaction_id, at_ms) VALUES ('o1', 'o1', 'captured', '', 1000, 'USD', 'mock_txn_1', 1)"
                );
            }

            return true;
        });
        await using var till = await Till.Over(old, all);
        var found = (await till.Find("o1"))!;
        Assert.Equal(
            (PaymentState.Captured, 1_000L, SimulatedGateway.ProviderName, null),
            (found.State, found.CapturedMinor, found.Provider, found.Wait)
        );
        Assert.Equal(new Reconciled(0, 0, null), await till.Reconcile.Pass(default));
        Assert.Null((await till.Refund("o1", "r1", 400)).Refused);
        Assert.Equal("payment_differs", (await till.Pay("o1", SimulatedBank.Token)).Refused?.Code);
        Assert.Empty(await till.Differences());
    }
}
