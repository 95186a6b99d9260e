// A card provider that moves no real money. Its tokens choose how it behaves, faults of the network included.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>How long the simulated provider takes.</summary>
/// <param name="LateAnswer">How late <c>tok_timeout</c> answers.</param>
/// <param name="LateOutcome">When the outcome of <c>tok_late</c> is told by webhook.</param>
/// <param name="Challenge">How long a challenge can be answered.</param>
public sealed record SimulatorTimes(TimeSpan LateAnswer, TimeSpan LateOutcome, TimeSpan Challenge)
{
    /// <summary>A wait for the provider is given up after this time.</summary>
    public static readonly TimeSpan OutcomeAfterMax = TimeSpan.FromHours(1);
}

/// <summary>The simulator. It keeps its own books and remembers its faults in them, so that a restart changes nothing.</summary>
public sealed class SimulatedGateway : IGateway
{
    /// <summary>Its name beside payments and in the paths of its webhooks.</summary>
    public const string ProviderName = "simulator";

    /// <summary>A caller is not left waiting longer than this; a slower answer is as good as lost.</summary>
    public static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);

    private const int SettledAtOnceMax = 200;

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly IIds ids;
    private readonly SimulatorTimes times;
    private readonly Signal told;
    private readonly CommitKind<(Charge Charge, string TransactionId), Authorization> authorizing;

    /// <param name="told">Raised when there is something to tell the shop by webhook.</param>
    public SimulatedGateway(Database database, TimeProvider clock, IIds ids, SimulatorTimes times, Signal told)
    {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.times = times;
        this.told = told;
        authorizing = database.Kind<(Charge Charge, string TransactionId), Authorization>(Authorize);
    }

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public bool Knows(string methodToken) => SimulatorToken.IsOne(methodToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel)
    {
        var done = await authorizing.Commit((charge, "mock_txn_" + ids.Next().Replace("-", string.Empty, StringComparison.Ordinal)), cancel);
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
    public async ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long amountMinor, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                if (await SimulatorStore.Find(tx, paymentId) is { State: SimulatorState.Authorized } payment && amountMinor > 0 && amountMinor <= payment.AmountMinor)
                {
                    if (payment.Token == SimulatorToken.CaptureFails)
                    {
                        await SimulatorStore.Move(tx, paymentId, SimulatorState.Declined, "capture_failed");
                        await Enter(tx, payment, LedgerKind.Released, string.Empty, payment.AmountMinor);
                        return await Truth(tx, paymentId);
                    }

                    await Move(tx, payment, SimulatorState.Captured, LedgerKind.Captured, amountMinor);
                    if (amountMinor < payment.AmountMinor)
                    {
                        await Enter(tx, payment, LedgerKind.Released, string.Empty, payment.AmountMinor - amountMinor);
                    }
                }

                return await Truth(tx, paymentId);
            },
            cancel);

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                switch (await SimulatorStore.Find(tx, paymentId))
                {
                    case null:
                        await SimulatorStore.Add(tx, new SimulatedPayment(
                            paymentId, paymentId, 0, string.Empty, SimulatorState.Voided, null, string.Empty, NowMs, string.Empty, true, null, 0));
                        break;
                    case { State: SimulatorState.FailedOnce or SimulatorState.Challenged or SimulatorState.Late }:
                        await SimulatorStore.Move(tx, paymentId, SimulatorState.Voided);
                        break;
                    case { State: SimulatorState.Authorized } payment:
                        await Move(tx, payment, SimulatorState.Voided, LedgerKind.Released, payment.AmountMinor);
                        break;
                    case { State: SimulatorState.Captured } payment:
                        await SimulatorStore.Move(tx, paymentId, SimulatorState.Voided);
                        if (await Refundable(tx, paymentId) is > 0 and var rest)
                        {
                            await Enter(tx, payment, LedgerKind.Refunded, LedgerKind.VoidReference, rest);
                        }

                        break;
                    default:
                        break;
                }

                return await Truth(tx, paymentId);
            },
            cancel);

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel)
    {
        // A change that answers with a refusal is taken back, and the fault must be remembered: so the change answers with the truth, or with nothing.
        var truth = await database.Write(
            async tx =>
            {
                if (await SimulatorStore.Find(tx, paymentId) is { State: SimulatorState.Captured } payment
                    && !(await SimulatorStore.EntriesOf(tx, paymentId)).Any(e => e.Kind == LedgerKind.Refunded && e.Reference == refundId)
                    && amountMinor > 0 && amountMinor <= await Refundable(tx, paymentId))
                {
                    if (payment is { Token: SimulatorToken.RefundFailsOnce, Faults: 0 })
                    {
                        await SimulatorStore.Faulted(tx, paymentId);
                        return null;
                    }

                    await Enter(tx, payment, LedgerKind.Refunded, refundId, amountMinor);
                }

                return await Truth(tx, paymentId);
            },
            cancel);
        return truth is null ? PaymentRefusals.Unknown(paymentId) : truth;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) => await database.Snapshot(sql => Truth(sql, paymentId));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        await database.Read(sql => SimulatorStore.Entries(sql, after, limit));

    /// <summary>
    /// The shopper's answer to a challenge. One that came before stands. Refused with <c>payment_not_found</c> when nothing was asked, <c>challenge_expired</c> when its time is over.
    /// </summary>
    public async ValueTask<Outcome<GatewayPayment>> AnswerChallenge(string paymentId, bool approved, CancellationToken cancel) =>
        await database.Write<Outcome<GatewayPayment>>(
            async tx =>
            {
                if (await SimulatorStore.Find(tx, paymentId) is not { Token: SimulatorToken.Challenge or SimulatorToken.ChallengeDeclined } payment)
                {
                    return PaymentRefusals.NotFound(paymentId);
                }

                if (payment.State == SimulatorState.Challenged)
                {
                    if (payment.UntilMs <= NowMs)
                    {
                        return new Refusal(RefusalKind.Gone, "challenge_expired", "The time to answer is over. Nothing was taken.");
                    }

                    await Settle(tx, payment, approved ? SimulatorToken.DeclineOf(payment.Token) : "challenge_refused");
                }

                return await Truth(tx, paymentId);
            },
            cancel);

    /// <summary>Decides what was to be decided later and is due now; answers how many.</summary>
    public async ValueTask<int> SettleLate()
    {
        // Looked for first, so that nothing to decide costs no commit.
        if ((await database.Read(sql => SimulatorStore.Late(sql, NowMs, 1))).Count == 0)
        {
            return 0;
        }

        return await database.Write(async tx =>
        {
            var late = await SimulatorStore.Late(tx, NowMs, SettledAtOnceMax);
            foreach (var payment in late)
            {
                await Settle(tx, payment, SimulatorToken.DeclineOf(payment.Token));
            }

            return late.Count;
        });
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async ValueTask Settle(Transaction tx, SimulatedPayment payment, string? decline)
    {
        if (decline is not null)
        {
            await SimulatorStore.Move(tx, payment.PaymentId, SimulatorState.Declined, decline);
        }
        else
        {
            await Move(
                tx,
                payment,
                payment.TakesAtOnce ? SimulatorState.Captured : SimulatorState.Authorized,
                payment.TakesAtOnce ? LedgerKind.Captured : LedgerKind.Authorized,
                payment.AmountMinor);
        }

        var webhookId = ids.Next();
        string[] webhooks = payment.Token == SimulatorToken.DoubleWebhook ? [webhookId, webhookId, ids.Next()] : [webhookId];
        foreach (var id in webhooks)
        {
            await SimulatorWebhookStore.Add(tx, new(0, id, ProviderName, payment.PaymentId, NowMs));
        }

        tx.OnCommitted(told.Raise);
    }

    private async ValueTask<Authorization[]> Authorize(Transaction tx, IReadOnlyList<(Charge Charge, string TransactionId)> charges)
    {
        var done = new Authorization[charges.Count];
        var entries = new List<LedgerEntry>(charges.Count);
        SimulatedPayment[] wanted = [.. charges.Select(one => First(one.Charge, one.TransactionId, NowMs))];
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
                var state = charge.TakesAtOnce ? SimulatorState.Captured : SimulatorState.Authorized;
                await SimulatorStore.Move(tx, charge.PaymentId, state);
                done[i] = new Authorization(Entered(entries, failed with { State = state }), IsFirst: false);
            }
            else
            {
                // The same payment may have been charged earlier in this batch.
                await SimulatorStore.Enter(tx, entries);
                entries.Clear();
                done[i] = new Authorization(await Truth(tx, charge.PaymentId), IsFirst: false);
            }
        }

        await SimulatorStore.Enter(tx, entries);
        return done;
    }

    private SimulatedPayment First(Charge charge, string transactionId, long nowMs)
    {
        var token = charge.MethodToken;
        var (state, until) = token switch
        {
            SimulatorToken.Challenge or SimulatorToken.ChallengeDeclined => (SimulatorState.Challenged, nowMs + (long)times.Challenge.TotalMilliseconds),
            SimulatorToken.Late or SimulatorToken.LateDeclined or SimulatorToken.DoubleWebhook => (SimulatorState.Late, nowMs + (long)times.LateOutcome.TotalMilliseconds),
            SimulatorToken.FailsOnce => (SimulatorState.FailedOnce, (long?)null),
            _ when SimulatorToken.DeclineOf(token) is not null => (SimulatorState.Declined, null),
            _ => (charge.TakesAtOnce && token != SimulatorToken.CaptureFails ? SimulatorState.Captured : SimulatorState.Authorized, null),
        };
        return new SimulatedPayment(
            charge.PaymentId, charge.OrderId, charge.AmountMinor, charge.Currency, state, state == SimulatorState.Declined ? SimulatorToken.DeclineOf(token) : null,
            transactionId, nowMs, token, charge.TakesAtOnce, until, 0);
    }

    /// <summary>Adds the movement that the payment's new state is, and answers what is true with it, without reading back what is about to be written.</summary>
    private static GatewayPayment Entered(List<LedgerEntry> entries, SimulatedPayment payment)
    {
        if (payment.State is not (SimulatorState.Authorized or SimulatorState.Captured))
        {
            return Truth(payment, []);
        }

        var kind = payment.State == SimulatorState.Captured ? LedgerKind.Captured : LedgerKind.Authorized;
        var entry = Entry(payment, kind, string.Empty, payment.AmountMinor, payment.CreatedMs);
        entries.Add(entry);
        return Truth(payment, [entry]);
    }

    private async ValueTask Move(Transaction tx, SimulatedPayment payment, string state, string kind, long amountMinor)
    {
        await SimulatorStore.Move(tx, payment.PaymentId, state);
        await Enter(tx, payment, kind, string.Empty, amountMinor);
    }

    private ValueTask Enter(Transaction tx, SimulatedPayment payment, string kind, string reference, long amountMinor) =>
        SimulatorStore.Enter(tx, Entry(payment, kind, reference, amountMinor, NowMs));

    private static LedgerEntry Entry(SimulatedPayment p, string kind, string reference, long amountMinor, long atMs) =>
        new(0, p.PaymentId, p.OrderId, kind, reference, amountMinor, p.Currency, p.TransactionId, atMs);

    private static async ValueTask<long> Refundable(Sql sql, string paymentId) => (await SimulatorStore.EntriesOf(sql, paymentId))
        .Sum(e => e.Kind == LedgerKind.Captured ? e.AmountMinor : e.Kind == LedgerKind.Refunded ? -e.AmountMinor : 0);

    private static async ValueTask<GatewayPayment> Truth(Sql sql, string paymentId) => await SimulatorStore.Find(sql, paymentId) is { } payment
        ? Truth(payment, await SimulatorStore.EntriesOf(sql, paymentId))
        : GatewayPayment.Unseen(paymentId);

    private static GatewayPayment Truth(SimulatedPayment payment, IReadOnlyList<LedgerEntry> entries) => payment.State == SimulatorState.FailedOnce
        ? GatewayPayment.Unseen(payment.PaymentId)
        : new(payment.PaymentId, true, payment.TransactionId, payment.DeclineCode, payment.State == SimulatorState.Voided, entries, WaitOf(payment));

    private static PaymentWait? WaitOf(SimulatedPayment payment) => payment.State switch
    {
        SimulatorState.Challenged => new(PaymentWait.Challenge, payment.UntilMs ?? 0, payment.AmountMinor),
        SimulatorState.Late => new(PaymentWait.Provider, payment.CreatedMs + (long)SimulatorTimes.OutcomeAfterMax.TotalMilliseconds, payment.AmountMinor),
        _ => null,
    };

    // IsFirst: the call that made the row. Only that one meets the faults of its token.
    private readonly record struct Authorization(GatewayPayment Payment, bool IsFirst);
}
