// A carrier that does what a test says.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Unit.Ordering;

public sealed class CarrierByHand : ICarrier
{
    public const string Known = "hand";

    public string Name => Known;

    public string Label => "By hand";

    /// <summary>What it asks; null: nobody takes its calls.</summary>
    public IReadOnlyList<CarrierRate>? Asked { get; set; } = [new("fast", 7_77, 1, 2)];

    /// <summary>How often it was asked for rates.</summary>
    public int RatesAsked { get; private set; }

    /// <summary>Why it sells no label.</summary>
    public Refusal? Refuses { get; set; }

    /// <summary>What it sells; null: a label of the request.</summary>
    public CarrierLabel? Sells { get; set; }

    /// <summary>Until then a purchase waits; null: for nothing.</summary>
    public TaskCompletionSource? Holds { get; set; }

    /// <summary>Completes once somebody buys: before that nobody knows who of several comes first.</summary>
    public TaskCompletionSource Buying { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Requests under which labels were bought, with the parcel.</summary>
    public Dictionary<string, CarrierParcel> Bought { get; } = [];

    /// <summary>Requests that were given back.</summary>
    public List<string> GivenBack { get; } = [];

    public async ValueTask<Outcome<IReadOnlyList<CarrierRate>>> Rates(CarrierParcel parcel, CancellationToken cancel)
    {
        RatesAsked++;
        return Asked is null ? throw new HttpRequestException("The line is dead.") : await Task.FromResult(Asked.ToList());
    }

    public async ValueTask<Outcome<CarrierLabel>> BuyLabel(string requestId, CarrierParcel parcel, CancellationToken cancel)
    {
        if (Refuses is { } refused)
        {
            return refused;
        }

        Bought[requestId] = parcel;
        Buying.TrySetResult();
        await (Holds?.Task ?? Task.CompletedTask);
        return Sells ?? new CarrierLabel("H-" + requestId, "text/plain", "label"u8.ToArray());
    }

    public ValueTask<Outcome<bool>> CancelLabel(string requestId, CancellationToken cancel)
    {
        GivenBack.Add(requestId);
        return ValueTask.FromResult<Outcome<bool>>(true);
    }

    public ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(string trackingNumber, CancellationToken cancel) =>
        ValueTask.FromResult<Outcome<IReadOnlyList<CarrierEvent>>>(new List<CarrierEvent> { new(7, "announced", trackingNumber) });
}
