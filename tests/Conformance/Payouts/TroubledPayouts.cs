// A road to a provider that is built in: calls are lost there, and answers are.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Payouts;

/// <summary>Another provider behind a road that fails as the test says.</summary>
internal sealed class TroubledPayouts(Func<IPayouts> inner) : IPayouts
{
    private readonly Queue<Road> next = new();
    private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Held => held.Task;

    public bool IsAway { get; set; }

    public string Name => inner().Name;

    public PayoutAbilities Can => inner().Can;

    public void Fail(Road road) => next.Enqueue(road);

    public void Release() => release.TrySetResult();

    public async ValueTask<Outcome<PayoutTruth>> Send(PayoutOrder order, CancellationToken cancel)
    {
        Road? road = next.TryDequeue(out var one) ? one : null;
        if (IsAway || road is Road.IsBusy)
        {
            return PayoutRefusals.Away(Name);
        }

        if (road is Road.LosesRequest or Road.SaysHtml or Road.SaysHtmlAsOk or Road.Fails)
        {
            return PayoutRefusals.Unknown(order.PayoutId);
        }

        var answer = await inner().Send(order, cancel);
        if (road == Road.IsSlow)
        {
            held.TrySetResult();
            await release.Task;
        }

        return road == Road.LosesAnswer ? PayoutRefusals.Unknown(order.PayoutId) : answer;
    }

    public async ValueTask<Outcome<PayoutTruth>> LookUp(string payoutId, CancellationToken cancel) =>
        IsAway ? PayoutRefusals.Away(Name) : await inner().LookUp(payoutId, cancel);

    public async ValueTask<Outcome<PayoutPage>> List(PayoutPeriod period, CancellationToken cancel) =>
        IsAway ? PayoutRefusals.Away(Name) : await inner().List(period, cancel);
}
