// A carrier as another program would serve it: from the messages of carriers.proto to the calls of the port, and back.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Wire;
using Google.Protobuf;
using V1 = Cartwright.Contracts.Ports.V1;

namespace Cartwright.Conformance.Carriers;

/// <summary>Serves a carrier of this process.</summary>
internal sealed class ServedCarrier(ICarrier inner)
{
    public static WireService<ServedCarrier> Service { get; } =
        new(
            "cartwright.ports.v1.Carriers",
            [
                new WireMethod<ServedCarrier, V1.AskedRates, V1.SaidRates>("Rates", (on, asked, cancel) => on.Rates(asked, cancel)),
                new WireMethod<ServedCarrier, V1.AskedLabel, V1.SaidLabel>("BuyLabel", (on, asked, cancel) => on.Buy(asked, cancel)),
                new WireMethod<ServedCarrier, V1.AskedCancellation, V1.SaidCancellation>(
                    "CancelLabel",
                    (on, asked, cancel) => on.Cancel(asked, cancel)
                ),
                new WireMethod<ServedCarrier, V1.AskedTracking, V1.SaidTracking>("Track", (on, asked, cancel) => on.Track(asked, cancel)),
            ]
        );

    private async ValueTask<Outcome<V1.SaidRates>> Rates(V1.AskedRates asked, CancellationToken cancel)
    {
        if (!(await inner.Rates(Parcel(asked.Parcel), cancel)).Is(out var rates, out var refused))
        {
            return refused;
        }

        var said = new V1.SaidRates { Currency = asked.Parcel.Currency };
        foreach (var rate in rates)
        {
            var one = new V1.SaidRate { Service = rate.Service, PriceMinor = rate.PriceMinor };
            if (rate is { DaysMin: { } min, DaysMax: { } max })
            {
                (one.DaysMin, one.DaysMax) = (min, max);
            }

            said.Rates.Add(one);
        }

        return said;
    }

    private async ValueTask<Outcome<V1.SaidLabel>> Buy(V1.AskedLabel asked, CancellationToken cancel) =>
        (await inner.BuyLabel(asked.RequestId, Parcel(asked.Parcel), cancel)).Is(out var label, out var refused)
            ? new V1.SaidLabel
            {
                TrackingNumber = label.TrackingNumber,
                MediaType = label.MediaType,
                Content = ByteString.CopyFrom(label.Content.Span),
            }
            : new V1.SaidLabel { Refused = Refused(refused) };

    private async ValueTask<Outcome<V1.SaidCancellation>> Cancel(V1.AskedCancellation asked, CancellationToken cancel) =>
        (await inner.CancelLabel(asked.RequestId, cancel)).Is(out var had, out var refused)
            ? new V1.SaidCancellation { Had = had }
            : new V1.SaidCancellation { Refused = Refused(refused) };

    private async ValueTask<Outcome<V1.SaidTracking>> Track(V1.AskedTracking asked, CancellationToken cancel) =>
        (await inner.Track(asked.TrackingNumber, cancel)).Is(out var events, out var refused)
            ? new V1.SaidTracking
            {
                Events =
                {
                    events.Select(one => new V1.SaidEvent
                    {
                        AtUnixMs = one.AtUnixMs,
                        Status = one.Status,
                        Place = one.Place ?? string.Empty,
                    }),
                },
            }
            : new V1.SaidTracking { Refused = Refused(refused) };

    private static V1.CarrierRefusal Refused(Refusal refused) => new() { Code = refused.Code, Detail = refused.Detail };

    private static CarrierParcel Parcel(V1.AskedParcel asked) =>
        new(
            new()
            {
                Name = asked.To.Name,
                Line1 = asked.To.Line1,
                Line2 = asked.To.Line2,
                City = asked.To.City,
                Region = asked.To.Region,
                PostalCode = asked.To.PostalCode,
                Country = asked.To.Country,
            },
            asked.WeightG,
            asked.ValueMinor,
            asked.Currency,
            asked.Service.Length == 0 ? null : asked.Service
        );
}
