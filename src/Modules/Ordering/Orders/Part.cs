// One vendor's part of an order: it moves by itself, and the order's state follows from all parts.
namespace Cartwright.Ordering;

/// <summary>
/// What one vendor has sold, and sends as far as it is sent. Amount in minor units: the vendor's lines less their discounts.
/// </summary>
public sealed record Part(string VendorId, string Status, long Units, long Amount, string? Carrier, string? TrackingNumber)
{
    public const string Waiting = "waiting";

    private static readonly string[] Way = [Waiting, Ordering.Status.Processing, Ordering.Status.Shipped, Ordering.Status.Delivered];

    /// <summary>Where the vendor may move it from here, or null at the end.</summary>
    public string? Next => Rank(Status) is { } rank && rank + 1 < Way.Length ? Way[rank + 1] : null;

    /// <summary>Whether all of it has left.</summary>
    public bool HasLeft => Rank(Status) >= Rank(Ordering.Status.Shipped);

    /// <summary>How far along the way a state is, or null for a state that is not on it.</summary>
    public static int? Rank(string status) => Array.IndexOf(Way, status) is >= 0 and var rank ? rank : null;

    public static IReadOnlyList<Part> Of(Terms terms)
    {
        var parts = new List<Part>(1);
        foreach (var line in terms.Lines)
        {
            var at = parts.FindIndex(part => part.VendorId == line.VendorId);
            if (at < 0)
            {
                parts.Add(new(line.VendorId, Waiting, line.Quantity, line.Net, null, null));
            }
            else
            {
                parts[at] = parts[at] with { Units = parts[at].Units + line.Quantity, Amount = parts[at].Amount + line.Net };
            }
        }

        return parts;
    }

    /// <summary>
    /// The order's state: that of all parts where they agree; partially shipped while some units are on their way and others are not.
    /// </summary>
    public static string StatusOf(Order order)
    {
        // What is not sent is there from the confirmation on, and says nothing of what is.
        var parts = order.Parts.Where(part => part.IsSent(order)).ToList();
        parts = parts.Count == 0 ? [.. order.Parts] : parts;
        var (first, last) = (parts.Min(part => Rank(part.Status)!.Value), parts.Max(part => Rank(part.Status)!.Value));
        var shipped = Rank(Ordering.Status.Shipped)!.Value;
        return first >= shipped ? Way[first]
            : last >= shipped || order.AfterSale is { Shipments.Count: > 0 } ? Ordering.Status.PartiallyShipped
            : last == 0 ? Ordering.Status.Confirmed
            : Ordering.Status.Processing;
    }

    /// <summary>The parts after the order's lines were edited: a vendor who is new begins anew, one without lines has none.</summary>
    internal static IReadOnlyList<Part> After(IReadOnlyList<Part> before, Order order) =>
        [
            .. Of(order.Terms)
                .Select(part =>
                    before.FirstOrDefault(known => known.VendorId == part.VendorId) is { } known
                        ? (known with { Units = part.Units, Amount = part.Amount }).Seen(order)
                        : part
                )
                .Select(part => part.IsSent(order) ? part : part.Raise(Ordering.Status.Delivered, Way.Length - 1)),
        ];

    /// <summary>Parts of which nothing is sent are delivered with the confirmation, beside others of which something is.</summary>
    internal static IReadOnlyList<Part> Confirmed(Order order) =>
        order.Terms.Lines.All(line => line.IsSent) || !order.Terms.Lines.Any(line => line.IsSent)
            ? order.Parts
            : [.. order.Parts.Select(part => part.IsSent(order) ? part : part.Raise(Ordering.Status.Delivered, Way.Length - 1))];

    /// <summary>Whether any of it goes in a parcel.</summary>
    internal bool IsSent(Order order) => ToSend(order) > 0;

    /// <summary>Units that go in parcels.</summary>
    internal long ToSend(Order order)
    {
        var units = 0L;
        foreach (var line in order.Terms.Lines)
        {
            units += line.VendorId == VendorId && line.IsSent ? line.Quantity : 0;
        }

        return units;
    }

    /// <summary>The part at least as far as the order.</summary>
    internal Part Raise(string to, int rank) => Rank(Status) < rank ? this with { Status = to } : this;

    /// <summary>The part with somebody at it.</summary>
    internal Part Begun() => Raise(Ordering.Status.Processing, 1);

    /// <summary>The part as its shipments have it; one that left before shipments were kept stays as it is.</summary>
    internal Part Seen(Order order)
    {
        long sent = 0;
        var arrived = true;
        foreach (var parcel in order.AfterSaleSoFar.Shipments)
        {
            if (parcel.VendorId == VendorId)
            {
                sent += parcel.Lines.Sum(line => line.Quantity);
                arrived &= parcel.Status == Ordering.Status.Delivered;
            }
        }

        return sent == 0
            ? this
            : this with
            {
                Status =
                    sent < ToSend(order) ? Ordering.Status.Processing
                    : arrived ? Ordering.Status.Delivered
                    : Ordering.Status.Shipped,
            };
    }
}
