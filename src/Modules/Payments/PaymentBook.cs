// The shop's own half: what is wanted is written before the gateway is asked, and what it said after.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>
/// The order of writing is what makes a crash harmless. Before the first commit: nothing was asked, nothing moved. Between the commits: the payment is
/// open, and a repeated call or the reconciliation learns from the gateway what happened. After the second: both books agree.
/// </summary>
public sealed class PaymentBook
{
    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly CommitKind<Payment, Outcome<Payment>> wanting;
    private readonly CommitKind<GatewayPayment, Payment> learning;

    public PaymentBook(Database database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        wanting = database.Kind<Payment, Outcome<Payment>>(Want);
        learning = database.Kind<GatewayPayment, Payment>(Learn);
    }

    public Database Database => database;

    public long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes the wish to authorize, or answers the payment that is already there under the id.</summary>
    public Task<Outcome<Payment>> Want(Payment wanted, CancellationToken cancel) => wanting.Commit(wanted, cancel);

    /// <summary>Writes what the gateway says. Not cancelled with the caller: the money has moved whether or not someone still waits.</summary>
    public Task<Payment> Learn(GatewayPayment said) => learning.Commit(said, CancellationToken.None);

    public ValueTask<Payment?> Find(string paymentId) => database.Read(sql => PaymentStore.Find(sql, paymentId));

    /// <summary>Changes a payment by a pure decision; a refusal leaves it as it is.</summary>
    public Task<Outcome<Payment>> Decide(string paymentId, Func<Payment, long, Outcome<Payment>> decide, CancellationToken cancel) =>
        database.Write<Outcome<Payment>>(
            async tx =>
            {
                if (await PaymentStore.Find(tx, paymentId) is not { } payment)
                {
                    return PaymentRefusals.NotFound(paymentId);
                }

                var decided = decide(payment, NowMs);
                if (decided.Is(out var next, out _) && next != payment)
                {
                    await PaymentStore.Save(tx, next);
                }

                return decided;
            },
            cancel);

    private static async ValueTask<Outcome<Payment>[]> Want(Transaction tx, IReadOnlyList<Payment> wanted)
    {
        var replies = new Outcome<Payment>[wanted.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var one = wanted[i];
            replies[i] = await PaymentStore.Add(tx, one) ? one : Compare(await PaymentStore.Find(tx, one.PaymentId), one);
        }

        return replies;
    }

    private static Outcome<Payment> Compare(Payment? there, Payment wanted) => there switch
    {
        null => Refusal.Conflict("order_already_paid", $"Order {wanted.OrderId} already has a payment that is not refunded, declined or voided."),
        { State: PaymentState.Voided or PaymentState.Voiding } => there,
        _ when there.OrderId == wanted.OrderId && there.AmountMinor == wanted.AmountMinor && there.Currency == wanted.Currency && there.Method == wanted.Method => there,
        _ => PaymentRefusals.Differs(wanted.PaymentId),
    };

    private async ValueTask<Payment[]> Learn(Transaction tx, IReadOnlyList<GatewayPayment> said)
    {
        var replies = new Payment[said.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var truth = said[i];
            var payment = await PaymentStore.Find(tx, truth.PaymentId)
                ?? throw new InvalidOperationException($"The gateway was asked about payment {truth.PaymentId} before it was written down.");
            var nowMs = NowMs;
            var learned = payment.Learn(truth, nowMs);
            if (learned != payment)
            {
                await PaymentStore.Save(tx, learned);
                await Enter(tx, learned, truth, nowMs);
            }

            replies[i] = learned;
        }

        return replies;
    }

    private static async ValueTask Enter(Transaction tx, Payment payment, GatewayPayment said, long nowMs)
    {
        foreach (var entry in said.Entries)
        {
            if (entry.Currency != payment.Currency)
            {
                throw new InvalidOperationException($"The gateway moved {entry.Currency} for payment {payment.PaymentId}, which is in {payment.Currency}.");
            }

            if (await PaymentStore.Enter(tx, payment, entry, nowMs) && entry.Kind == LedgerKind.Refunded)
            {
                await PaymentStore.RefundDone(tx, payment.PaymentId, entry.Reference, entry.TransactionId);
            }
        }
    }
}
