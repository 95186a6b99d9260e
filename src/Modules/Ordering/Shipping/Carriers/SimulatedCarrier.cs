// A carrier that carries nothing: prices by weight, numbers, labels to look at, and parcels that travel by the clock. For demos.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <inheritdoc/>
public sealed class SimulatedCarrier([FromKeyedServices("ordering")] Database database, [Steady] TimeProvider clock) : ICarrier
{
    /// <summary>Its name.</summary>
    public const string Known = "simulator";

    /// <summary>What it does not take: thirty kilograms and more.</summary>
    public const long WeightGMax = 30_000;

    private const string Ground = "ground";
    private const string Air = "air";
    private const long HourMs = 3_600_000;

    private static readonly Refusal Unknown = Refusal.NotFound("tracking_unknown", "The carrier knows no parcel of this number.");

    public string Name => Known;

    public string Label => "Simulated Carrier";

    /// <inheritdoc/>
    public ValueTask<Outcome<IReadOnlyList<CarrierRate>>> Rates(CarrierParcel parcel, CancellationToken cancel)
    {
        // In the currency's own hundredths of a large banknote, so that every currency has a price that looks like one.
        var unit = Currencies.ToMinor(1m, parcel.Currency).Value;
        var kilograms = Math.Max(1, (parcel.WeightG + 999) / 1_000);
        List<CarrierRate> rates =
            parcel.WeightG > WeightGMax || parcel.To.Country == "AQ"
                ? []
                : [new(Ground, unit * (4 + kilograms), 3, 6), new(Air, unit * (12 + (2 * kilograms)), 1, 2)];
        return ValueTask.FromResult<Outcome<IReadOnlyList<CarrierRate>>>(rates);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CarrierLabel>> BuyLabel(string requestId, CarrierParcel parcel, CancellationToken cancel)
    {
        if (parcel.WeightG > WeightGMax)
        {
            return Refused($"A parcel of {parcel.WeightG / 1000m:0.#} kg is too heavy: {WeightGMax / 1000} kg are the most.");
        }

        if (parcel.To.Line1.Length == 0 || parcel.To.Country == "AQ")
        {
            return Refused("Nobody delivers to this address.");
        }

        if (parcel.Service is not (null or Ground or Air))
        {
            return Refused($"There is no service '{parcel.Service}': {Ground} or {Air}.");
        }

        return await database.Write<Outcome<CarrierLabel>>(
            async tx =>
            {
                var known = await SimulatedCarrierSql.Find(tx, requestId);
                if (known is { CancelledMs: not null })
                {
                    return Refused("The label was given back.");
                }

                var number = known?.TrackingNumber ?? NumberOf(requestId);
                if (known is null)
                {
                    await SimulatedCarrierSql.Add(tx, requestId, number, clock.GetUtcNow().ToUnixTimeMilliseconds(), null);
                }

                return new CarrierLabel(number, "text/plain; charset=utf-8", Print(number, parcel));
            },
            cancel
        );
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<bool>> CancelLabel(string requestId, CancellationToken cancel) =>
        await database.Write<Outcome<bool>>(
            async tx =>
            {
                var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
                switch (await SimulatedCarrierSql.Find(tx, requestId))
                {
                    case null:
                        await SimulatedCarrierSql.Add(tx, requestId, null, now, now);
                        return false;
                    case { TrackingNumber: null }:
                        return false;
                    case { CancelledMs: not null }:
                        return true;
                    case { BoughtMs: var bought } when now - bought >= HourMs:
                        return Refusal.Conflict("label_in_use", "The parcel travels already.");
                    default:
                        await SimulatedCarrierSql.Cancel(tx, requestId, now);
                        return true;
                }
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(string trackingNumber, CancellationToken cancel)
    {
        if (await database.Read(sql => SimulatedCarrierSql.ByNumber(sql, trackingNumber)) is not { CancelledMs: null } label)
        {
            return Unknown;
        }

        var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - label.BoughtMs;
        return new List<CarrierEvent>(
            new (long After, CarrierEvent Event)[]
            {
                (0, new(label.BoughtMs, "announced", null)),
                (1, new(label.BoughtMs + HourMs, "in_transit", "Depot")),
                (40, new(label.BoughtMs + (40 * HourMs), "out_for_delivery", "Depot near you")),
                (46, new(label.BoughtMs + (46 * HourMs), "delivered", "Front door")),
            }
                .Where(one => age >= one.After * HourMs)
                .Select(one => one.Event)
        );
    }

    private static Refusal Refused(string sentence) => Refusal.Conflict("parcel_refused", sentence);

    // The same for the same request, so that a repeated purchase needs no luck; long enough that no two of a shop meet.
    private static string NumberOf(string requestId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("simulated label " + requestId));
        return "SIM" + (BitConverter.ToUInt64(hash) % 10_000_000_000_000_000).ToString("D16", CultureInfo.InvariantCulture);
    }

    private static byte[] Print(string number, CarrierParcel parcel)
    {
        var to = parcel.To;
        var lines = new[]
        {
            "SIMULATED LABEL, NO PARCEL TRAVELS WITH IT",
            string.Empty,
            to.Name,
            to.Line1,
            to.Line2,
            $"{to.PostalCode} {to.City}".Trim(),
            to.Region,
            to.Country,
            string.Empty,
            string.Create(CultureInfo.InvariantCulture, $"{parcel.Service ?? Ground}, {parcel.WeightG} g"),
            number,
        };
        return Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((line, i) => line.Length > 0 || i is 1 or 8)) + "\n");
    }
}
