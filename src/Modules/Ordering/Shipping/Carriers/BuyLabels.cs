// Sends a parcel with a label of a carrier: the label is bought first, with no transaction open, and given back where the parcel is
// refused.
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The slice behind parcels with <c>label_of</c>, and what is asked about them afterwards.</summary>
public sealed class BuyLabels(
    [FromKeyedServices("ordering")] Database database,
    OrderStore store,
    CarrierDesk desk,
    ShopShipping shipping,
    [Steady] TimeProvider clock
)
{
    private const int LabelBytesMax = 2 * 1024 * 1024;
    private const int EventsMax = 100;
    private const long TimesMax = 253_402_300_800_000;

    // Two presses for one parcel would have one label, and the one that loses would give it back.
    private readonly ConcurrentDictionary<string, bool> underWay = new(StringComparer.Ordinal);

    private static readonly Refusal NoLabel = Refusal.NotFound("label_not_found", "The parcel has no label that was bought here.");

    /// <summary>
    /// Buys a label for these lines of an order and sends them with it. The same press again, at the same version of the order, is the same
    /// label. Refused with <c>order_not_found</c>, <c>version_mismatch</c>, as a faulty member where there is no such carrier,
    /// <c>parcel_refused</c>, <c>carrier_away</c>, and as <paramref name="send"/> refuses.
    /// </summary>
    /// <param name="vendorId">Whose goods alone; null for the shop's own people.</param>
    /// <param name="send">Records the parcel, with carrier, number and the label's id, at a version.</param>
    public async ValueTask<Outcome<Order>> Send(
        string orderId,
        string? vendorId,
        IReadOnlyList<UnitsOf> lines,
        string carrierName,
        string? service,
        long? version,
        Func<Parcelled, long, ValueTask<Outcome<Order>>> send,
        CancellationToken cancel
    )
    {
        if (await store.Get(orderId) is not { } order || (vendorId is not null && !VendorOrderBody.Sees(order, vendorId)))
        {
            return OrderStore.NotFound;
        }

        if (version is not null && version != order.Version)
        {
            return Conditional.VersionMismatch(order.Version);
        }

        if (desk.Find(carrierName) is not { } carrier)
        {
            var names = string.Join(", ", desk.All.Select(one => one.Name));
            return new Check()
                .That(false, "label_of", names.Length == 0 ? "names a carrier, and this shop has none" : $"must be one of {names}")
                .Refused!;
        }

        // What cannot leave needs no label.
        if (Faulty(order, vendorId, lines) is { } wrong)
        {
            return wrong;
        }

        var labelId = LabelId(order, vendorId, lines, carrierName, service);
        if (!underWay.TryAdd(labelId, true))
        {
            return Refusal.Conflict(
                "order_busy",
                "The same parcel is being sent at this moment. Look at the order again in a few seconds."
            );
        }

        try
        {
            return await Send(order, carrier, labelId, Parcel(order, lines, service), send, cancel);
        }
        finally
        {
            underWay.TryRemove(labelId, out _);
        }
    }

    private async ValueTask<Outcome<Order>> Send(
        Order order,
        ICarrier carrier,
        string labelId,
        CarrierParcel parcel,
        Func<Parcelled, long, ValueTask<Outcome<Order>>> send,
        CancellationToken cancel
    )
    {
        var bought = await desk.Ask(carrier, late => carrier.BuyLabel(labelId, parcel, late), CarrierDesk.LabelWithin, cancel);
        if (!bought.Is(out var label, out var refused))
        {
            return refused;
        }

        if (!IsSane(carrier, label))
        {
            await GiveBack(carrier, labelId);
            return new Refusal(
                RefusalKind.Unavailable,
                "carrier_away",
                $"{carrier.Label} answered with what is no label. Nothing was sent."
            );
        }

        await database.Write(
            tx => ShippingLabelSql.Keep(tx, labelId, order.Id, label, clock.GetUtcNow().ToUnixTimeMilliseconds()),
            CancellationToken.None
        );
        var sent = await send(new(carrier.Name, label.TrackingNumber, labelId), order.Version);

        // The same press in another process may have sent the parcel with it.
        if (
            sent.Refused is not null
            && await store.Get(order.Id) is { } now
            && now.AfterSaleSoFar.Shipments.All(one => one.Label != labelId)
        )
        {
            await GiveBack(carrier, labelId);
        }

        return sent;
    }

    // Nobody waits for it: a label that stays is the carrier's to expire, and this one says so if it can.
    private async ValueTask GiveBack(ICarrier carrier, string labelId) =>
        await desk.Ask(carrier, late => carrier.CancelLabel(labelId, late), CarrierDesk.LabelWithin, CancellationToken.None);

    // What it says is shown to people and kept: it is held to what they may type.
    private static bool IsSane(ICarrier carrier, CarrierLabel label) =>
        new Check().Parcel(carrier.Name, label.TrackingNumber).Refused is null
        && label.Content.Length is > 0 and <= LabelBytesMax
        && MediaTypeHeaderValue.TryParse(label.MediaType, out _);

    private static string LabelId(Order order, string? vendorId, IReadOnlyList<UnitsOf> lines, string carrier, string? service)
    {
        var what = string.Join('\n', [vendorId, carrier, service, .. lines.Select(line => $"{line.ProductId}={line.Quantity}")]);
        return $"{order.Id}:{order.Version}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)))[..16]}";
    }

    /// <summary>The label of a parcel, to be printed. Refused with <c>label_not_found</c>.</summary>
    public async ValueTask<Outcome<(string MediaType, byte[] Content)>> Print(Order order, int number, string? vendorId) =>
        Find(order, number, vendorId) is { Label: { } labelId }
        && await database.Read(sql => ShippingLabelSql.Find(sql, labelId)) is { } label
            ? label
            : NoLabel;

    /// <summary>
    /// What the carrier says of a parcel. Refused with <c>label_not_found</c> for one that no carrier of the shop takes, with
    /// <c>tracking_unknown</c> and <c>carrier_away</c>.
    /// </summary>
    public async ValueTask<Outcome<IReadOnlyList<CarrierEvent>>> Track(
        Order order,
        int number,
        string? vendorId,
        CancellationToken cancel
    ) =>
        Find(order, number, vendorId) is { Label: not null, TrackingNumber: { } tracking } parcel
        && desk.Find(parcel.Carrier) is { } carrier
            ? (await desk.Ask(carrier, late => carrier.Track(tracking, late), CarrierDesk.RatesWithin, cancel)).Then(events =>
                (IReadOnlyList<CarrierEvent>)[.. events.Where(one => one.AtUnixMs is > 0 and < TimesMax).Take(EventsMax)]
            )
            : NoLabel;

    private static Shipment? Find(Order order, int number, string? vendorId) =>
        order.AfterSaleSoFar.Shipments.FirstOrDefault(one => one.Number == number && (vendorId is null || one.VendorId == vendorId));

    private static Refusal? Faulty(Order order, string? vendorId, IReadOnlyList<UnitsOf> lines) =>
        Units.Check(
            lines,
            order.Terms.Lines.Where(line => vendorId is null || line.VendorId == vendorId),
            line => line.Quantity - order.Shipped(line.ProductId),
            "quantity_exceeds_unshipped",
            "have not been shipped"
        );

    private CarrierParcel Parcel(Order order, IReadOnlyList<UnitsOf> lines, string? service)
    {
        var (weight, worth) = (0L, 0L);
        foreach (var (productId, quantity) in lines)
        {
            var line = order.Terms.Lines.First(one => one.ProductId == productId);
            weight = checked(weight + (quantity * (line.WeightG ?? shipping.DefaultWeightG)));
            worth = checked(worth + Money.Share(line.Net, quantity, line.Quantity));
        }

        return new(order.Terms.Address.ToContract(), weight, worth, order.Terms.Currency, service);
    }
}

/// <summary>A parcel with a label.</summary>
public sealed record Parcelled(string Carrier, string TrackingNumber, string LabelId);
