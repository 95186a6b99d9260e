// A payment provider that moves no real money. Its tokens choose how it behaves, faults of the network included.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>The tokens of the simulated provider.</summary>
public static class SimulatorToken
{
    public const string Succeeds = "tok_visa";
    public const string Declined = "tok_declined";
    public const string NoFunds = "tok_insufficient_funds";
    public const string AnswersLate = "tok_timeout";
    public const string FailsOnce = "tok_flaky";
    public const string LosesReply = "tok_lost_reply";
}

/// <summary>The simulator. It keeps its own books and remembers its faults in them, so that a restart changes nothing.</summary>
public sealed class SimulatedGateway : IGateway
{
    /// <summary>A caller is not left waiting longer than this; a slower answer is as good as lost.</summary>
    public static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly IIds ids;
    private readonly TimeSpan lateAnswer;
    private readonly CommitKind<(Charge Charge, string TransactionId), Authorization> authorizing;

    /// <param name="lateAnswer">How late <c>tok_timeout</c> answers.</param>
    public SimulatedGateway(Database database, TimeProvider clock, IIds ids, TimeSpan lateAnswer)
    {
        this.database = database;
        this.clock = clock;
        this.ids = ids;
        this.lateAnswer = lateAnswer;
        authorizing = database.Kind<(Charge Charge, string TransactionId), Authorization>(Authorize);
    }

    /// <inheritdoc/>
    public bool Knows(string methodToken) => methodToken
        is SimulatorToken.Succeeds or SimulatorToken.Declined or SimulatorToken.NoFunds
        or SimulatorToken.AnswersLate or SimulatorToken.FailsOnce or SimulatorToken.LosesReply;

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
                await Task.Delay(lateAnswer < AnswerTimeMax ? lateAnswer : AnswerTimeMax, clock, cancel);
                return lateAnswer <= AnswerTimeMax ? done.Payment : PaymentRefusals.Unknown(charge.PaymentId);
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
                        await SimulatorStore.Add(tx, new SimulatedPayment(paymentId, paymentId, 0, string.Empty, SimulatorState.Voided, null, string.Empty, NowMs));
                        break;
                    case { State: SimulatorState.FailedOnce }:
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
    public async ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        await database.Write(
            async tx =>
            {
                if (await SimulatorStore.Find(tx, paymentId) is { State: SimulatorState.Captured } payment
                    && !(await SimulatorStore.EntriesOf(tx, paymentId)).Any(e => e.Kind == LedgerKind.Refunded && e.Reference == refundId)
                    && amountMinor > 0 && amountMinor <= await Refundable(tx, paymentId))
                {
                    await Enter(tx, payment, LedgerKind.Refunded, refundId, amountMinor);
                }

                return await Truth(tx, paymentId);
            },
            cancel);

    /// <inheritdoc/>
    public async ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) => await database.Snapshot(sql => Truth(sql, paymentId));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        await database.Read(sql => SimulatorStore.Entries(sql, after, limit));

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

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

    private static SimulatedPayment First(Charge charge, string transactionId, long nowMs)
    {
        var (state, decline) = charge.MethodToken switch
        {
            SimulatorToken.Declined => (SimulatorState.Declined, "card_declined"),
            SimulatorToken.NoFunds => (SimulatorState.Declined, "insufficient_funds"),
            SimulatorToken.FailsOnce => (SimulatorState.FailedOnce, null),
            SimulatorToken.Succeeds or SimulatorToken.AnswersLate or SimulatorToken.LosesReply =>
                (charge.TakesAtOnce ? SimulatorState.Captured : SimulatorState.Authorized, (string?)null),
            _ => (SimulatorState.Declined, "unknown_payment_method"),
        };
        return new SimulatedPayment(charge.PaymentId, charge.OrderId, charge.AmountMinor, charge.Currency, state, decline, transactionId, nowMs);
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
        : new(payment.PaymentId, true, payment.TransactionId, payment.DeclineCode, payment.State == SimulatorState.Voided, entries);

    // IsFirst: the call that made the row. Only that one meets the faults of its token.
    private readonly record struct Authorization(GatewayPayment Payment, bool IsFirst);
}
