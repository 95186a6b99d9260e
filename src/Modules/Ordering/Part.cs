// One vendor's part of an order: it moves by itself, and the order's state follows from all parts.
namespace Cartwright.Ordering;

/// <summary>What one vendor has to send. Amount in minor units: the vendor's lines less their discounts.</summary>
public sealed record Part(string VendorId, string Status, long Units, long Amount, string? Carrier, string? TrackingNumber)
{
    public const string Waiting = "waiting";

    private static readonly string[] Way = [Waiting, Ordering.Status.Processing, Ordering.Status.Shipped, Ordering.Status.Delivered];

    /// <summary>Where the vendor may move it from here, or null at the end.</summary>
    public string? Next => Rank(Status) is { } rank && rank + 1 < Way.Length ? Way[rank + 1] : null;

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

    /// <summary>The order's state: that of all parts where they agree; partially shipped while some are on their way and others are not.</summary>
    public static string StatusOf(IReadOnlyList<Part> parts)
    {
        var (first, last) = (parts.Min(part => Rank(part.Status)!.Value), parts.Max(part => Rank(part.Status)!.Value));
        var shipped = Rank(Ordering.Status.Shipped)!.Value;
        return last == 0 ? Ordering.Status.Confirmed
            : first >= shipped ? Way[first]
            : last >= shipped ? Ordering.Status.PartiallyShipped
            : Ordering.Status.Processing;
    }

    /// <summary>The part at least as far as the order.</summary>
    public Part Raise(string to, int rank) => Rank(Status) < rank ? this with { Status = to } : this;
}
