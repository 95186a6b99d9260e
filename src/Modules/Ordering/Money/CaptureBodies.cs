// Held and taken money as the HTTP API shows it.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Body of a capture by hand.</summary>
/// <param name="Amount">Major units; absent: all that is held and not taken yet.</param>
public sealed record CaptureAskBody(decimal? Amount = null);

/// <summary>Body of a release.</summary>
public sealed record ReleaseBody(string? Reason = null);

/// <summary>Money that was taken of what was held.</summary>
/// <param name="Status">taken, pending while the bank has not answered, refused.</param>
/// <param name="Reason">Why it was refused, for people; null when it was not.</param>
/// <param name="Lines">The units that it pays for; empty for an amount that staff took ahead.</param>
public sealed record CaptureBody(
    string CaptureId,
    [OneOf("taken", "pending", "refused")] string Status,
    decimal Amount,
    IReadOnlyList<UnitsBody> Lines,
    string? Reason,
    DateTimeOffset At
)
{
    public static CaptureBody Of(Order order, Capture capture) =>
        new(
            capture.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            capture.RefusedCode is not null ? "refused"
                : capture.IsOpen ? "pending"
                : "taken",
            Currencies.ToMajor(capture.Amount, order.Terms.Currency),
            [.. capture.Lines.Select(line => new UnitsBody(line.ProductId, line.Quantity))],
            capture.RefusedDetail,
            OrderBody.Time(capture.AtMs)
        );
}

/// <summary>An order of which something is held.</summary>
/// <param name="Held">What can still be taken.</param>
/// <param name="Until">When the first of its holds ends.</param>
/// <param name="EndsSoon">Whether it ends soon and nothing follows it.</param>
public sealed record HeldOrderBody(string OrderId, decimal Held, string Currency, DateTimeOffset Until, bool EndsSoon)
{
    public static HeldOrderBody Of(HeldOrder one) =>
        new(one.OrderId, Currencies.ToMajor(one.Held, one.Currency), one.Currency, OrderBody.Time(one.UntilMs), one.IsTold);
}
