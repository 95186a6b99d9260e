// Shows in a trace what a payment provider took for its answer; changes nothing else.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>
/// Another gateway, with a span around each call that moves money or asks about it. No amounts, no tokens, no ids of people.
/// </summary>
public sealed class TracedGateway(IGateway inner) : IGateway
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public AcceptedMethod Method => inner.Method;

    /// <inheritdoc/>
    public PaymentForm? Form => inner.Form;

    /// <inheritdoc/>
    public bool Knows(string methodToken) => inner.Knows(methodToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Traced("authorize", () => inner.Authorize(charge, cancel));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Traced("capture", () => inner.Capture(paymentId, totalMinor, more, cancel));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Traced("void", () => inner.Void(paymentId, cancel));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Traced("refund", () => inner.Refund(paymentId, refundId, amountMinor, cancel));

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        Traced("look up", () => inner.LookUp(paymentId, cancel));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        inner.Entries(after, limit, cancel);

    private async ValueTask<Outcome<GatewayPayment>> Traced(string call, Func<ValueTask<Outcome<GatewayPayment>>> ask)
    {
        // What the shop does by itself, such as comparing books, is no trace of anybody's click.
        using var span = Activity.Current is null ? null : Telemetry.Traces.StartActivity("gateway " + call, ActivityKind.Client);
        span?.SetTag("cartwright.provider", Name);
        var outcome = await ask();
        if (outcome.Refused is { } refused)
        {
            span?.SetStatus(ActivityStatusCode.Error, refused.Code);
        }

        return outcome;
    }
}
