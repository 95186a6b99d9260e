// Asks the carriers of the shop: outside of every writer, with a deadline, and never twice for what it has heard.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>The carriers, and what they said lately.</summary>
public sealed partial class CarrierDesk(IEnumerable<ICarrier> carriers, [Steady] TimeProvider clock, ILogger<CarrierDesk> log)
{
    /// <summary>Parcels whose rates are remembered.</summary>
    public const int RatesKeptMax = 2_000;

    /// <summary>Long enough that an order costs what its quote said, short enough that nobody pays the rates of yesterday.</summary>
    public static readonly TimeSpan RatesKeptFor = TimeSpan.FromMinutes(15);

    /// <summary>A shopper waits for it.</summary>
    public static readonly TimeSpan RatesWithin = TimeSpan.FromSeconds(2);

    /// <summary>Somebody who packs waits for it.</summary>
    public static readonly TimeSpan LabelWithin = TimeSpan.FromSeconds(15);

    /// <summary>Whoever did not answer is left alone for so long: a shopper waits for it once.</summary>
    public static readonly TimeSpan AwayFor = TimeSpan.FromSeconds(15);

    // More than a parcel to the far side of the world takes.
    private const int DaysMax = 365;

    private readonly Dictionary<string, ICarrier> byName = carriers.ToDictionary(one => one.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RateAsk, RateAnswer> heard = new();
    private readonly ConcurrentDictionary<string, long> away = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ICarrier> All => byName.Values;

    /// <summary>One by its name, or null.</summary>
    public ICarrier? Find(string? name) => name is null ? null : byName.GetValueOrDefault(name);

    /// <summary>
    /// What a carrier asks for a parcel: as it said lately, else asked now; while it is away as it said last, and null where it never did:
    /// then the zone's own steps hold.
    /// </summary>
    public async ValueTask<IReadOnlyList<CarrierRate>?> Rates(string name, CarrierParcel parcel, CancellationToken cancel)
    {
        if (Find(name) is not { } carrier)
        {
            return null;
        }

        var to = parcel.To;
        var ask = new RateAsk(name, to.Country, to.Region, to.PostalCode, parcel.WeightG, parcel.ValueMinor, parcel.Currency);
        if (heard.TryGetValue(ask, out var before) && clock.GetElapsedTime(before.At) < RatesKeptFor)
        {
            return before.Rates;
        }

        if (away.TryGetValue(name, out var since) && clock.GetElapsedTime(since) < AwayFor)
        {
            return before?.Rates;
        }

        if (!(await Ask(carrier, one => carrier.Rates(parcel, one), RatesWithin, cancel)).Is(out var said, out var refused))
        {
            if (refused.Kind == RefusalKind.Unavailable)
            {
                away[name] = clock.GetTimestamp();
            }

            return before?.Rates;
        }

        // A price decides what an order costs: what cannot be one is not taken.
        IReadOnlyList<CarrierRate> rates =
        [
            .. said.Where(one => one.PriceMinor is >= 0 and <= Limits.PriceMinorMax && IsSane(one.DaysMin) && IsSane(one.DaysMax)),
        ];

        if (heard.Count >= RatesKeptMax)
        {
            heard.Clear();
        }

        heard[ask] = new(rates, clock.GetTimestamp());
        return rates;
    }

    private static bool IsSane(int? days) => days is null or (>= 0 and <= DaysMax);

    /// <summary>Whatever goes wrong on the way to a carrier is <c>carrier_away</c>; what it refuses is its own refusal.</summary>
    public async ValueTask<Outcome<T>> Ask<T>(
        ICarrier carrier,
        Func<CancellationToken, ValueTask<Outcome<T>>> ask,
        TimeSpan within,
        CancellationToken cancel
    )
    {
        using var late = new CancellationTokenSource(within, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            return await ask(either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            LogAway(log, carrier.Name, failure);
            return new Refusal(RefusalKind.Unavailable, "carrier_away", $"{carrier.Label} does not answer now. Try again in a minute.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The carrier {Carrier} could not be asked.")]
    private static partial void LogAway(ILogger log, string carrier, Exception failure);

    private sealed record RateAsk(
        string Carrier,
        string Country,
        string Region,
        string Postal,
        long WeightG,
        long ValueMinor,
        string Currency
    );

    private sealed record RateAnswer(IReadOnlyList<CarrierRate> Rates, long At);
}
