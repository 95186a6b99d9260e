// A road to a provider that is built in: calls are lost there, answers are lost, or say what is not true.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Payments;

namespace Cartwright.Conformance.Payments;

/// <summary>Another gateway behind a road that fails as the test says.</summary>
internal sealed class TroubledGateway(IGateway inner) : IGateway
{
    private readonly Queue<Road> next = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Held => held.Task;

    public bool IsAway { get; set; }

    /// <summary>Currencies that are said instead of the true ones, by payment.</summary>
    public Dictionary<string, string> Said { get; } = [];

    public string Name => inner.Name;

    public AcceptedMethod Method => inner.Method;

    public PaymentForm? Form => inner.Form;

    public void Fail(Road road) => next.Enqueue(road);

    public void Release() => release.TrySetResult();

    public bool Knows(string methodToken) => inner.Knows(methodToken);

    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Pass(charge.PaymentId, () => inner.Authorize(charge, cancel));

    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Capture(paymentId, totalMinor, more, cancel));

    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Void(paymentId, cancel));

    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Pass(paymentId, () => inner.Refund(paymentId, refundId, amountMinor, cancel));

    public async ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        IsAway ? PaymentRefusals.Unknown(paymentId) : (await inner.LookUp(paymentId, cancel)).Then(Falsified);

    public ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel) =>
        inner.Entries(after, limit, cancel);

    private async ValueTask<Outcome<GatewayPayment>> Pass(string paymentId, Func<ValueTask<Outcome<GatewayPayment>>> call)
    {
        Road? road = next.TryDequeue(out var one) ? one : null;
        if (IsAway || road == Road.LosesRequest)
        {
            return PaymentRefusals.Unknown(paymentId);
        }

        var answer = await call();
        if (road == Road.IsSlow)
        {
            held.TrySetResult();
            await release.Task;
        }

        return road == Road.LosesAnswer ? PaymentRefusals.Unknown(paymentId) : answer.Then(Falsified);
    }

    private GatewayPayment Falsified(GatewayPayment said) =>
        Said.TryGetValue(said.PaymentId, out var currency)
            ? said with
            {
                Entries = [.. said.Entries.Select(entry => entry with { Currency = currency })],
            }
            : said;
}
