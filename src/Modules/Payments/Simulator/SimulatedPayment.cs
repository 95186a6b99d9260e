// A payment at the simulated provider: what its token makes of it, and what is true of it. Plain functions on a record.
using Cartwright.Contracts.Ports;

namespace Cartwright.Payments;

/// <summary>States of a payment at the simulated provider.</summary>
public static class SimulatorState
{
    public const string FailedOnce = "failed_once";
    public const string Challenged = "challenged";
    public const string Late = "late";
    public const string Declined = "declined";
    public const string Authorized = "authorized";
    public const string Captured = "captured";
    public const string Voided = "voided";
}

/// <summary>How long the simulated provider takes.</summary>
/// <param name="LateAnswer">How late <c>tok_timeout</c> answers.</param>
/// <param name="LateOutcome">When the outcome of <c>tok_late</c> is told by webhook.</param>
/// <param name="Challenge">How long a challenge can be answered.</param>
public sealed record SimulatorTimes(TimeSpan LateAnswer, TimeSpan LateOutcome, TimeSpan Challenge)
{
    /// <summary>A wait for the provider is given up after this time.</summary>
    public static readonly TimeSpan OutcomeAfterMax = TimeSpan.FromHours(1);
}

/// <summary>A row of <c>simulator_payments</c>.</summary>
/// <param name="Token">Which scenario it plays.</param>
/// <param name="UntilMs">When a challenge ends, or a late answer comes; null for the rest.</param>
/// <param name="Faults">How many of its scenario's faults have happened.</param>
public sealed record SimulatedPayment(
    string PaymentId,
    string OrderId,
    long AmountMinor,
    string Currency,
    string State,
    string? DeclineCode,
    string TransactionId,
    long CreatedMs,
    string Token,
    bool TakesAtOnce,
    long? UntilMs,
    int Faults
)
{
    /// <summary>What the first call of a payment makes of it.</summary>
    public static SimulatedPayment First(Charge charge, string transactionId, SimulatorTimes times, long nowMs)
    {
        var token = charge.MethodToken;
        var (state, until) = token switch
        {
            SimulatorToken.Challenge or SimulatorToken.ChallengeDeclined => (
                SimulatorState.Challenged,
                nowMs + (long)times.Challenge.TotalMilliseconds
            ),
            SimulatorToken.Late or SimulatorToken.LateDeclined or SimulatorToken.DoubleWebhook => (
                SimulatorState.Late,
                nowMs + (long)times.LateOutcome.TotalMilliseconds
            ),
            SimulatorToken.FailsOnce => (SimulatorState.FailedOnce, (long?)null),
            _ when SimulatorToken.DeclineOf(token) is not null => (SimulatorState.Declined, null),
            _ => (charge.TakesAtOnce && token != SimulatorToken.CaptureFails ? SimulatorState.Captured : SimulatorState.Authorized, null),
        };
        return new SimulatedPayment(
            charge.PaymentId,
            charge.OrderId,
            charge.AmountMinor,
            charge.Currency,
            state,
            state == SimulatorState.Declined ? SimulatorToken.DeclineOf(token) : null,
            transactionId,
            nowMs,
            token,
            charge.TakesAtOnce,
            until,
            0
        );
    }

    /// <summary>The memory of a void that came before its authorization.</summary>
    public static SimulatedPayment Tombstone(string paymentId, long nowMs) =>
        new(paymentId, paymentId, 0, string.Empty, SimulatorState.Voided, null, string.Empty, nowMs, string.Empty, true, null, 0);

    /// <summary>Cards hold an amount for a week.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromDays(7);

    /// <summary>When the bank lets go of what is held; Unix ms.</summary>
    public long HeldUntilMs => CreatedMs + (long)HeldFor.TotalMilliseconds;

    /// <summary>Where it stands once it is paid: taken, or held for a later capture.</summary>
    public string PaidState => TakesAtOnce ? SimulatorState.Captured : SimulatorState.Authorized;

    /// <summary>The movement of money that its state is; null when nothing has moved.</summary>
    public LedgerEntry? Moved =>
        State switch
        {
            SimulatorState.Captured => Entry(LedgerKind.Captured, string.Empty, AmountMinor, CreatedMs),
            SimulatorState.Authorized => Entry(LedgerKind.Authorized, string.Empty, AmountMinor, CreatedMs),
            _ => null,
        };

    public LedgerEntry Entry(string kind, string reference, long amountMinor, long atMs) =>
        new(0, PaymentId, OrderId, kind, reference, amountMinor, Currency, TransactionId, atMs);

    /// <summary>What the provider says of it, with its movements.</summary>
    public GatewayPayment Truth(IReadOnlyList<LedgerEntry> entries) =>
        State == SimulatorState.FailedOnce
            ? GatewayPayment.Unseen(PaymentId)
            : new(PaymentId, true, TransactionId, DeclineCode, State == SimulatorState.Voided, entries, Wait)
            {
                Hold =
                    State == SimulatorState.Authorized
                        ? new(AmountMinor - Taken(entries), HeldUntilMs, InParts: true, Renewable: true)
                        : null,
            };

    /// <summary>What was taken of it, refunds aside.</summary>
    public static long Taken(IEnumerable<LedgerEntry> entries) =>
        entries.Sum(entry => entry.Kind == LedgerKind.Captured ? entry.AmountMinor : 0);

    private PaymentWait? Wait =>
        State switch
        {
            SimulatorState.Challenged => new(PaymentWait.Challenge, UntilMs ?? 0, AmountMinor),
            SimulatorState.Late => new(
                PaymentWait.Provider,
                CreatedMs + (long)SimulatorTimes.OutcomeAfterMax.TotalMilliseconds,
                AmountMinor
            ),
            _ => null,
        };
}
