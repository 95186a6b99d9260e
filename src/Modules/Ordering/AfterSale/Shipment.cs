// Parcels: a vendor sends its part at once or in several, and each arrives by itself.
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>One parcel of one vendor.</summary>
/// <param name="Number">Counts the parcels of an order from 1.</param>
/// <param name="Status">shipped or delivered.</param>
/// <param name="Label">The label that was bought for it from the carrier; null where the number was typed.</param>
public sealed record Shipment(
    int Number,
    string VendorId,
    IReadOnlyList<UnitsOf> Lines,
    string? Carrier,
    string? TrackingNumber,
    string Status,
    long ShippedMs,
    long? DeliveredMs,
    string? Label = null
);

/// <summary>The decisions about parcels.</summary>
public static class Shipping
{
    /// <summary>Parcels of one order: more than any order has, few enough to be read with it.</summary>
    public const int ShipmentsMax = 200;

    private static readonly Refusal TooMany = Refusal.Conflict("too_many_shipments", $"An order has at most {ShipmentsMax} shipments.");

    /// <summary>
    /// A vendor moves its own part one step: begins, sends all that has not left, or has it all arrived. The order's state follows from all
    /// parts. Refused with <c>order_not_found</c>, <c>illegal_transition</c>, <c>edit_in_progress</c>.
    /// </summary>
    public static Outcome<Order> MovePart(
        this Order order,
        string vendorId,
        string to,
        string? carrier,
        string? trackingNumber,
        Actor actor,
        long atMs
    )
    {
        if (order.Parts.FirstOrDefault(part => part.VendorId == vendorId) is not { } part)
        {
            return OrderStore.NotFound;
        }

        if (order.Busy is { } busy)
        {
            return busy;
        }

        var legal = order.LegalFor(part);
        if (!legal.Contains(to))
        {
            return Order.Illegal(legal.Count == 0 ? order.Status : part.Status, to, legal);
        }

        IReadOnlyList<Shipment>? parcels = to switch
        {
            Status.Shipped => order.Rest(part, carrier, trackingNumber, atMs) is { } rest ? [rest] : null,
            Status.Delivered => order.Arrive(part, atMs),
            _ => null,
        };
        return order.Moved(vendorId, to, carrier, trackingNumber, parcels, actor, atMs);
    }

    /// <summary>
    /// Some units of a vendor leave in a parcel. Refused with <c>order_not_found</c> when the vendor has no part, <c>illegal_transition</c>
    /// when it has not begun or is through, <c>unknown_line</c>, <c>invalid_quantity</c>, and <c>quantity_exceeds_unshipped</c> with how
    /// many are left.
    /// </summary>
    public static Outcome<Order> Ship(
        this Order order,
        string vendorId,
        IReadOnlyList<UnitsOf> lines,
        string? carrier,
        string? trackingNumber,
        Actor actor,
        long atMs,
        string? label = null
    )
    {
        if (order.Parts.FirstOrDefault(part => part.VendorId == vendorId) is not { } part)
        {
            return OrderStore.NotFound;
        }

        if (order.Busy is { } busy)
        {
            return busy;
        }

        if (!order.LegalFor(part).Contains(Status.Shipped))
        {
            return Order.Illegal(part.Status, Status.Shipped, order.LegalFor(part));
        }

        if (order.AfterSaleSoFar.Shipments.Count >= ShipmentsMax)
        {
            return TooMany;
        }

        if (
            Units.Check(
                lines,
                order.Terms.Lines.Where(line => line.VendorId == vendorId),
                line => line.Quantity - order.Shipped(line.ProductId),
                "quantity_exceeds_unshipped",
                "have not been shipped"
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        return order.Moved(
            vendorId,
            Status.Shipped,
            carrier,
            trackingNumber,
            [order.NewParcel(vendorId, lines, carrier, trackingNumber, atMs, label)],
            actor,
            atMs
        );
    }

    /// <summary>
    /// The shop sends a parcel itself, of whatever lines have not left. A parcel belongs to one vendor, whose share of the work and the
    /// money it shows, so that lines of several make one each, with the same carrier and number. Refused as <see cref="Ship"/>, and with
    /// <c>illegal_transition</c> before the order is in processing.
    /// </summary>
    public static Outcome<Order> Send(
        this Order order,
        IReadOnlyList<UnitsOf> lines,
        string? carrier,
        string? trackingNumber,
        Actor actor,
        long atMs,
        string? label = null
    )
    {
        if (order.Refuses(Command.Ship) is { } refused)
        {
            return refused;
        }

        if (
            Units.Check(
                lines,
                order.Terms.Lines,
                line => line.Quantity - order.Shipped(line.ProductId),
                "quantity_exceeds_unshipped",
                "have not been shipped"
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        var vendorOf = order.Terms.Lines.ToDictionary(line => line.ProductId, line => line.VendorId, StringComparer.Ordinal);
        var parcels = lines
            .GroupBy(units => vendorOf[units.ProductId], StringComparer.Ordinal)
            .OrderBy(parcel => parcel.Key, StringComparer.Ordinal)
            .ToList();
        if (order.AfterSaleSoFar.Shipments.Count + parcels.Count > ShipmentsMax)
        {
            return TooMany;
        }

        var sent = order;
        foreach (var parcel in parcels)
        {
            sent = sent.Moved(
                parcel.Key,
                Status.Shipped,
                carrier,
                trackingNumber,
                [sent.NewParcel(parcel.Key, [.. parcel], carrier, trackingNumber, atMs, label)],
                actor,
                atMs
            );
        }

        return sent;
    }

    /// <summary>
    /// One parcel of a vendor has arrived. Refused with <c>shipment_not_found</c>, and with <c>illegal_transition</c> when it had arrived
    /// before.
    /// </summary>
    public static Outcome<Order> Deliver(this Order order, string vendorId, int number, Actor actor, long atMs)
    {
        if (
            order.AfterSaleSoFar.Shipments.FirstOrDefault(parcel => parcel.Number == number && parcel.VendorId == vendorId)
            is not { } parcel
        )
        {
            return Refusal.NotFound("shipment_not_found", "There is no such shipment.");
        }

        if (order.Refuses(Command.Deliver) is { } refused)
        {
            return refused;
        }

        return parcel.Status == Status.Delivered
            ? Order.Illegal(parcel.Status, Status.Delivered, [])
            : order.Moved(
                vendorId,
                Status.Delivered,
                null,
                null,
                [parcel with { Status = Status.Delivered, DeliveredMs = atMs }],
                actor,
                atMs
            );
    }

    /// <summary>Units of a product that have left.</summary>
    public static long Shipped(this Order order, string productId) => Sent(order, productId, Status.Shipped);

    /// <summary>Units of a product that have arrived.</summary>
    public static long Delivered(this Order order, string productId) => Sent(order, productId, Status.Delivered);

    /// <summary>A parcel with all that a part has not sent yet; null when there is nothing.</summary>
    internal static Shipment? Rest(this Order order, Part part, string? carrier, string? trackingNumber, long atMs)
    {
        var left = order
            .Terms.Lines.Where(line => line.VendorId == part.VendorId)
            .Select(line => new UnitsOf(line.ProductId, line.Quantity - order.Shipped(line.ProductId)))
            .Where(units => units.Quantity > 0)
            .ToList();
        return left.Count == 0 ? null : order.NewParcel(part.VendorId, left, carrier, trackingNumber, atMs);
    }

    /// <summary>The parcels of a part that are on their way, arrived. A part that left before parcels were kept becomes one.</summary>
    internal static IReadOnlyList<Shipment> Arrive(this Order order, Part part, long atMs)
    {
        var parcels = order.AfterSaleSoFar.Shipments.Where(parcel => parcel.VendorId == part.VendorId).ToList();
        if (parcels.Count > 0)
        {
            return
            [
                .. parcels
                    .Where(parcel => parcel.Status != Status.Delivered)
                    .Select(parcel => parcel with { Status = Status.Delivered, DeliveredMs = atMs }),
            ];
        }

        // As many numbers before it as there are other such parts, so that two of them do not share one.
        var lines = order
            .Terms.Lines.Where(line => line.VendorId == part.VendorId && line.IsSent)
            .Select(line => new UnitsOf(line.ProductId, line.Quantity))
            .ToList();
        if (lines.Count == 0)
        {
            return [];
        }

        var before = order.Parts.Count(other =>
            string.CompareOrdinal(other.VendorId, part.VendorId) < 0
            && order.AfterSaleSoFar.Shipments.All(parcel => parcel.VendorId != other.VendorId)
        );
        var parcel = order.NewParcel(part.VendorId, lines, part.Carrier, part.TrackingNumber, order.UpdatedMs);
        return [parcel with { Number = parcel.Number + before, Status = Status.Delivered, DeliveredMs = atMs }];
    }

    private static Order Moved(
        this Order order,
        string vendorId,
        string to,
        string? carrier,
        string? trackingNumber,
        IReadOnlyList<Shipment>? parcels,
        Actor actor,
        long atMs
    )
    {
        var data = new EntryData
        {
            Vendor = vendorId,
            Carrier = carrier,
            TrackingNumber = trackingNumber,
            Shipments = parcels,
        };
        var moved = order.With("fulfilment." + to, $"A vendor's part is {to}.", actor, atMs, data);

        // Where the order moves with its parts, the entry says so and the rest of the shop hears it.
        return moved.Status == order.Status ? moved : order.With("order." + moved.Status, $"A vendor's part is {to}.", actor, atMs, data);
    }

    private static Shipment NewParcel(
        this Order order,
        string vendorId,
        IReadOnlyList<UnitsOf> lines,
        string? carrier,
        string? trackingNumber,
        long atMs,
        string? label = null
    ) => new(order.AfterSaleSoFar.Shipments.Count + 1, vendorId, lines, carrier, trackingNumber, Status.Shipped, atMs, null, label);

    private static long Sent(Order order, string productId, string atLeast)
    {
        if (order.Terms.Lines.FirstOrDefault(line => line.ProductId == productId) is not { } line)
        {
            return 0;
        }

        // What is not sent is there once it is paid.
        if (!line.IsSent)
        {
            return Phases.Of(order) is Phase.Paid or Phase.Returned ? line.Quantity : 0;
        }

        var parcels = order.AfterSaleSoFar.Shipments.Where(parcel => parcel.VendorId == line.VendorId).ToList();
        if (parcels.Count == 0)
        {
            return Part.Rank(order.Parts.First(part => part.VendorId == line.VendorId).Status) >= Part.Rank(atLeast) ? line.Quantity : 0;
        }

        return parcels
            .Where(parcel => Part.Rank(parcel.Status) >= Part.Rank(atLeast))
            .SelectMany(parcel => parcel.Lines)
            .Where(units => units.ProductId == productId)
            .Sum(units => units.Quantity);
    }
}

internal static class Units
{
    /// <summary>
    /// Holds units that somebody names against the lines they are of: known, once each, above zero, and not more than there are.
    /// </summary>
    public static Refusal? Check(IReadOnlyList<UnitsOf> asked, IEnumerable<Line> of, Func<Line, long> most, string tooMany, string what)
    {
        if (asked.Count == 0 || asked.Any(units => units.Quantity < 1) || asked.DistinctBy(units => units.ProductId).Count() != asked.Count)
        {
            return Refusal.Invalid("invalid_quantity", "Give at least one line; each product once, with a whole number above zero.");
        }

        var lines = of.ToList();
        foreach (var units in asked)
        {
            if (lines.FirstOrDefault(line => line.ProductId == units.ProductId) is not { } line)
            {
                return Refusal.Invalid(
                    "unknown_line",
                    $"'{units.ProductId}' is not among the lines.",
                    new JsonObject { ["product_id"] = units.ProductId }
                );
            }

            if (most(line) is var left && units.Quantity > left)
            {
                return Refusal.Conflict(
                    tooMany,
                    $"Only {left} of '{line.ProductName}' {what}.",
                    new JsonObject
                    {
                        ["product_id"] = units.ProductId,
                        ["requested"] = units.Quantity,
                        ["available"] = left,
                    }
                );
            }
        }

        return null;
    }
}
