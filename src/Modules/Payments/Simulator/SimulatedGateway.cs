// A card provider that moves no real money. Its tokens choose how it behaves, faults of the network included.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>The simulator. It keeps its own books and remembers its faults in them, so that a restart changes nothing.</summary>
public sealed class SimulatedGateway : IGateway
{
    /// <summary>Its name beside payments and in the paths of its webhooks.</summary>
    public const string ProviderName = "simulator";

    /// <summary>A caller is not left waiting longer than this; a slower answer is as good as lost.</summary>
    public static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly IIds ids;
    private readonly SimulatorTimes times;
    private readonly CommitKind<(Charge Charge, string TransactionId), Authorization> authorizing;

    public SimulatedGateway(Database database, TimeProvider clock, IIds ids, SimulatorTimes times)
    {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.times = times;
        authorizing = database.Kind<(Charge Charge, string TransactionId), Authorization>(Authorize);
    }

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public AcceptedMethod Method => SimulatorToken.Method;

    /// <inheritdoc/>
    public bool Knows(string methodToken) => SimulatorToken.IsOne(methodToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel)
    {
        var done = await authorizing.Commit(
            (charge, "mock_txn_" + ids.Next().Replace("-", string.Empty, StringComparison.Ordinal)),
            cancel
        );
        switch (charge.MethodToken)
        {
            case SimulatorToken.LosesReply when done.IsFirst:
            case SimulatorToken.FailsOnce when done.IsFirst:
                return PaymentRefusals.Unknown(charge.PaymentId);
            case SimulatorToken.AnswersLate when done.IsFirst:
                // The charge stands already, and only the answer waits: neither the writer nor a thread is held.
                await Task.Delay(times.LateAnswer < AnswerTimeMax ? times.LateAnswer : AnswerTimeMax, clock, cancel);
                return times.LateAnswer <= AnswerTimeMax ? done.Payment : PaymentRefusals.Unknown(charge.PaymentId);
            default:
                return done.Payment;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                if (
                    await Current(tx, paymentId) is { State: SimulatorState.Authorized } payment
                    && totalMinor > 0
                    && totalMinor <= payment.AmountMinor
                    && SimulatedPayment.Taken(await SimulatorStore.Ledger.Of(tx, paymentId)) is var before
                    && totalMinor >= before
                )
                {
                    if (payment.Token == SimulatorToken.CaptureFails && totalMinor > before)
                    {
                        await SimulatorStore.Move(tx, paymentId, SimulatorState.Declined, "capture_failed");
                        await Enter(tx, payment, LedgerKind.Released, string.Empty, payment.AmountMinor);
                        return await SimulatorStore.Truth(tx, paymentId);
                    }

                    if (totalMinor > before)
                    {
                        await Enter(tx, payment, LedgerKind.Captured, LedgerKind.CaptureReference(before), totalMinor - before);
                    }

                    if (!more || totalMinor == payment.AmountMinor)
                    {
                        await LetGo(tx, payment, SimulatorState.Captured, payment.AmountMinor - totalMinor);
                    }
                }

                return await SimulatorStore.Truth(tx, paymentId);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                switch (await Current(tx, paymentId))
                {
                    case null:
                        await SimulatorStore.Add(tx, SimulatedPayment.Tombstone(paymentId, NowMs));
                        break;
                    case { State: SimulatorState.FailedOnce or SimulatorState.Challenged or SimulatorState.Late }:
                        await SimulatorStore.Move(tx, paymentId, SimulatorState.Voided);
                        break;
                    case { State: SimulatorState.Authorized or SimulatorState.Captured } payment:
                        var entries = await SimulatorStore.Ledger.Of(tx, paymentId);
                        await LetGo(
                            tx,
                            payment,
                            SimulatorState.Voided,
                            payment.State == SimulatorState.Authorized ? payment.AmountMinor - SimulatedPayment.Taken(entries) : 0
                        );
                        if (MoneyLedger.Kept(entries) is > 0 and var rest)
                        {
                            await Enter(tx, payment, LedgerKind.Refunded, LedgerKind.VoidReference, rest);
                        }

                        break;
                    default:
                        break;
                }

                return await SimulatorStore.Truth(tx, paymentId);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel)
    {
        // A change that answers with a refusal is taken back, and the fault must be remembered: so the change answers with the truth, or
        // with nothing.
        var truth = await database.Write(
            async tx =>
            {
                if (
                    await Current(tx, paymentId) is { State: SimulatorState.Captured or SimulatorState.Authorized } payment
                    && await SimulatorStore.Ledger.Of(tx, paymentId) is var entries
                    && !entries.Any(e => e.Kind == LedgerKind.Refunded && e.Reference == refundId)
                    && amountMinor > 0
                    && amountMinor <= MoneyLedger.Kept(entries)
                )
                {
                    if (payment is { Token: SimulatorToken.RefundFailsOnce, Faults: 0 })
                    {
                        await SimulatorStore.Faulted(tx, paymentId);
                        return null;
                    }

                    await Enter(tx, payment, LedgerKind.Refunded, refundId, amountMinor);
                }

                return await SimulatorStore.Truth(tx, paymentId);
            },
            cancel
        );
        return truth is null ? PaymentRefusals.Unknown(paymentId) : truth;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        await database.Snapshot(sql => SimulatorStore.Find(sql, paymentId)) is { } payment && IsExpired(payment)
            ? await database.Write(
                async tx =>
                {
                    await Current(tx, paymentId);
                    return await SimulatorStore.Truth(tx, paymentId);
                },
                cancel
            )
            : await database.Snapshot(sql => SimulatorStore.Truth(sql, paymentId));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        await database.Read(sql => SimulatorStore.Ledger.ByPayment(sql, after, limit));

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async ValueTask<Authorization[]> Authorize(Transaction tx, IReadOnlyList<(Charge Charge, string TransactionId)> charges)
    {
        var done = new Authorization[charges.Count];
        var entries = new List<LedgerEntry>(charges.Count);
        SimulatedPayment[] wanted = [.. charges.Select(one => SimulatedPayment.First(one.Charge, one.TransactionId, times, NowMs))];
        var added = await SimulatorStore.AddEach(tx, wanted);
        for (var i = 0; i < done.Length; i++)
        {
            var charge = charges[i].Charge;
            if (added[i])
            {
                done[i] = new Authorization(Entered(entries, wanted[i]), IsFirst: true);
            }
            else if (await SimulatorStore.Find(tx, charge.PaymentId) is { State: SimulatorState.FailedOnce } failed)
            {
                await SimulatorStore.Move(tx, charge.PaymentId, failed.PaidState);
                done[i] = new Authorization(Entered(entries, failed with { State = failed.PaidState }), IsFirst: false);
            }
            else
            {
                // The same payment may have been charged earlier in this batch.
                await SimulatorStore.Ledger.Enter(tx, entries);
                entries.Clear();
                done[i] = new Authorization(await SimulatorStore.Truth(tx, charge.PaymentId), IsFirst: false);
            }
        }

        await SimulatorStore.Ledger.Enter(tx, entries);
        return done;
    }

    /// <summary>
    /// Adds the movement that the payment's new state is, and answers what is true with it, without reading back what is about to be
    /// written.
    /// </summary>
    private static GatewayPayment Entered(List<LedgerEntry> entries, SimulatedPayment payment)
    {
        if (payment.Moved is not { } entry)
        {
            return payment.Truth([]);
        }

        entries.Add(entry);
        return payment.Truth([entry]);
    }

    private bool IsExpired(SimulatedPayment payment) => payment.State == SimulatorState.Authorized && payment.HeldUntilMs <= NowMs;

    /// <summary>The payment as it is now: a hold whose time is over has ended.</summary>
    private async ValueTask<SimulatedPayment?> Current(Transaction tx, string paymentId)
    {
        var payment = await SimulatorStore.Find(tx, paymentId);
        if (payment is null || !IsExpired(payment))
        {
            return payment;
        }

        var taken = SimulatedPayment.Taken(await SimulatorStore.Ledger.Of(tx, paymentId));
        await LetGo(
            tx,
            payment,
            taken > 0 ? SimulatorState.Captured : SimulatorState.Declined,
            payment.AmountMinor - taken,
            taken > 0 ? null : Payment.HoldExpired
        );
        return await SimulatorStore.Find(tx, paymentId);
    }

    private async ValueTask LetGo(Transaction tx, SimulatedPayment payment, string state, long heldMinor, string? declineCode = null)
    {
        await SimulatorStore.Move(tx, payment.PaymentId, state, declineCode);
        if (heldMinor > 0)
        {
            await Enter(tx, payment, LedgerKind.Released, string.Empty, heldMinor);
        }
    }

    private ValueTask Enter(Transaction tx, SimulatedPayment payment, string kind, string reference, long amountMinor) =>
        SimulatorStore.Ledger.Enter(tx, payment.Entry(kind, reference, amountMinor, NowMs));

    // IsFirst: the call that made the row. Only that one meets the faults of its token.
    private readonly record struct Authorization(GatewayPayment Payment, bool IsFirst);
}
