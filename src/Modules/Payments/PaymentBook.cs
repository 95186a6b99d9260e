// The shop's own half: what is wanted is written before the gateway is asked, and what it said after.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>
/// The order of writing is what makes a crash harmless. Before the first commit: nothing was asked, nothing moved. Between the commits: the
/// payment is open, and a repeated call or the reconciliation learns from the gateway what happened. After the second: both books agree.
/// </summary>
public sealed class PaymentBook
{
    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly CommitKind<Payment, Outcome<Payment>> wanting;
    private readonly CommitKind<News, Payment> learning;

    // What providers have said, from the answer to the commit that writes it down.
    private readonly ConcurrentDictionary<string, News> kept = new(StringComparer.Ordinal);

    public PaymentBook(Database database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
        wanting = database.Kind<Payment, Outcome<Payment>>(Want);
        learning = database.Kind<News, Payment>(Learn);
    }

    public Database Database => database;

    public long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes the wish to authorize, or answers the payment that is already there under the id.</summary>
    public Task<Outcome<Payment>> Want(Payment wanted, CancellationToken cancel) => wanting.Commit(wanted, cancel);

    /// <summary>
    /// Writes what the gateway says. Not cancelled with the caller: the money has moved whether or not someone still waits.
    /// </summary>
    /// <param name="said">The gateway's answer.</param>
    /// <param name="known">
    /// The payment as the caller last saw it, to spare reading it; it is read all the same when it has changed since.
    /// </param>
    /// <param name="tell">Whether a change is mentioned to the rest of the shop: it is not where the caller answers for it.</param>
    /// <param name="whole">
    /// Whether every movement is looked for in the book, although the payment knows of as many: what a repair does.
    /// </param>
    public Task<Payment> Learn(GatewayPayment said, Payment? known = null, bool tell = false, bool whole = false) =>
        learning.Commit(new(said, known, tell, whole), CancellationToken.None);

    /// <summary>
    /// Keeps what the gateway says for <see cref="LearnKept"/>. Where too much waits already, or nobody comes for it, nothing is lost: it
    /// is written at once, or asked for again.
    /// </summary>
    public async ValueTask Keep(GatewayPayment said, Payment known, bool tell)
    {
        if (kept.Count >= Limits.PaymentAnswersKeptMax)
        {
            kept.TryRemove(known.PaymentId, out _);
            await Learn(said, known, tell);
        }
        else
        {
            kept[known.PaymentId] = new(said, known, tell, Whole: false);
        }
    }

    /// <summary>
    /// The payment after what was kept of it is written down; as it is where nothing was kept, and null where there is none.
    /// </summary>
    public async ValueTask<Payment?> LearnKept(string paymentId) =>
        kept.TryGetValue(paymentId, out var news) ? await learning.Commit(news, CancellationToken.None) : await Find(paymentId);

    /// <summary>Writes down a payment that only its provider knew of; false when it is there already.</summary>
    public Task<bool> Adopt(Payment payment) =>
        database.Write(async tx => (await PaymentStore.AddEach(tx, [payment], beside: true))[0], CancellationToken.None);

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
            cancel
        );

    private static async ValueTask<Outcome<Payment>[]> Want(Transaction tx, IReadOnlyList<Payment> wanted)
    {
        var added = await PaymentStore.AddEach(tx, wanted);
        var replies = new Outcome<Payment>[wanted.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var one = wanted[i];
            replies[i] = added[i] ? one : Compare(await PaymentStore.Find(tx, one.PaymentId), one);
        }

        return replies;
    }

    internal static Outcome<Payment> Compare(Payment? there, Payment wanted) =>
        there switch
        {
            null => Refusal.Conflict(
                "order_already_paid",
                $"Order {wanted.OrderId} already has a payment that is not refunded, declined or voided."
            ),
            { State: PaymentState.Voided or PaymentState.Voiding } => there,
            _ when Planted.KnowsPaymentsByIdAlone => there,
            _ when there.OrderId == wanted.OrderId
                    && there.AmountMinor == wanted.AmountMinor
                    && there.Currency == wanted.Currency
                    && there.Method == wanted.Method => there,
            _ => PaymentRefusals.Differs(wanted.PaymentId),
        };

    private async ValueTask<Payment[]> Learn(Transaction tx, IReadOnlyList<News> said)
    {
        var rows = new List<LedgerEntry>();
        var replies = new Payment[said.Count];
        var expected = new List<(int At, Payment Known, Payment Next)>();
        for (var i = 0; i < replies.Length; i++)
        {
            if (said[i] is (var news, { } before, _, false) && before.Learn(news, NowMs) is var next && next != before)
            {
                expected.Add((i, before, next));
            }
        }

        var saved = await PaymentStore.SaveOver(tx, [.. expected.Select(one => (one.Known, one.Next))]);
        for (var at = 0; at < saved.Length; at++)
        {
            if (saved[at])
            {
                replies[expected[at].At] = expected[at].Next;
            }
        }

        if (!kept.IsEmpty)
        {
            tx.OnCommitted(() => Forget(said));
        }

        for (var i = 0; i < replies.Length; i++)
        {
            var truth = said[i].Said;
            tx.BehalfOf(i);
            if (replies[i] is { } done)
            {
                await Enter(tx, rows, done, truth, done.UpdatedMs);
                await Tell(tx, done, said[i]);
                continue;
            }

            var payment =
                await PaymentStore.Find(tx, truth.PaymentId)
                ?? throw new InvalidOperationException(
                    $"The gateway was asked about payment {truth.PaymentId} before it was written down."
                );
            var nowMs = NowMs;
            var learned = payment.Learn(truth, nowMs);
            if (learned != payment)
            {
                await PaymentStore.Save(tx, learned);
                await Enter(tx, rows, learned, truth, nowMs);
                await Tell(tx, learned, said[i]);
            }
            else if (said[i].Whole)
            {
                await Enter(tx, rows, learned, truth, nowMs);
            }

            replies[i] = learned;
        }

        await PaymentStore.Ledger.Enter(tx, rows);
        return replies;
    }

    // Whatever was learned of a payment, an answer that nobody has come for is out of date.
    private void Forget(IReadOnlyList<News> said)
    {
        foreach (var news in said)
        {
            kept.TryRemove(news.Said.PaymentId, out _);
        }
    }

    private static ValueTask Tell(Transaction tx, Payment payment, News news) =>
        news.Tell ? tx.Publish(Topics.PaymentChanged, payment.OrderId, payment.Facts) : ValueTask.CompletedTask;

    // What nothing depends on goes to the rows that are entered with the whole batch; a refund must be known to be new.
    private static async ValueTask Enter(Transaction tx, List<LedgerEntry> rows, Payment payment, GatewayPayment said, long nowMs)
    {
        foreach (var entry in said.Entries)
        {
            // What a bank received in another currency is sent back in it, and counts for nothing.
            if (entry.Kind is LedgerKind.Captured or LedgerKind.Refunded && entry.Currency != payment.Currency)
            {
                throw new InvalidOperationException(
                    $"The gateway moved {entry.Currency} for payment {payment.PaymentId}, which is in {payment.Currency}."
                );
            }

            var ours = entry with { PaymentId = payment.PaymentId, OrderId = payment.OrderId, AtMs = nowMs };
            if (entry.Kind != LedgerKind.Refunded)
            {
                rows.Add(ours);
                continue;
            }

            // What was taken stands in the book before what was paid back of it.
            await PaymentStore.Ledger.Enter(tx, rows);
            rows.Clear();
            if (await PaymentStore.Ledger.EnterOnce(tx, ours))
            {
                await PaymentStore.RefundDone(tx, payment.PaymentId, entry.Reference, entry.TransactionId);
            }
        }
    }

    private readonly record struct News(GatewayPayment Said, Payment? Known, bool Tell, bool Whole);
}
