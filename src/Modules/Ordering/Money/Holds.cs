// Holds that come to their end: renewed where the provider can, told where it cannot, let go when nobody needs them.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>The decisions about holds.</summary>
public static class Holds
{
    /// <summary>The entry that tells shop and shopper that a hold ends and nothing follows it.</summary>
    public const string EndsSoon = "payment.hold_ends";

    // Early enough to send a parcel, late enough that most are sent; of a short hold in its second half.
    private static readonly TimeSpan Notice = TimeSpan.FromDays(2);

    /// <summary>When somebody should look at a hold next; Unix ms.</summary>
    public static long LookMs(this Holding holding) => holding.Told is true ? holding.UntilMs : NoticeMs(holding);

    /// <summary>
    /// What is to be done about the order's holds now: an amount is secured anew where that goes without the shopper, told of where it does
    /// not, and let go when its time is over, so that nothing is taken of it by accident. The order as it is when nothing is due.
    /// </summary>
    public static Order Tend(this Order order, long atMs)
    {
        if (order.Busy is not null || Phases.Of(order) != Phase.Paid)
        {
            return order;
        }

        var next = order;
        foreach (var holding in order.Holdings().Where(one => one.Left > 0))
        {
            next =
                atMs >= holding.UntilMs ? End(next, holding, atMs)
                : holding.Told is true || atMs < NoticeMs(holding) ? next
                : holding.Renewable && next.Outstanding() > 0 ? Renew(next, holding, atMs)
                : Tell(next, holding with { Told = true }, null, atMs);
        }

        return next;
    }

    /// <summary>
    /// Staff let go of what is held, so that nothing of it is taken. Refused with <c>nothing_held</c>, and while others are at it.
    /// </summary>
    public static Outcome<Order> LetGoOfHeld(this Order order, string? reason, Actor actor, long atMs) =>
        (order.Busy ?? Capturing.NothingHeld(order)) is { } refused
            ? refused
            : order.With(
                "payment.release_started",
                reason,
                actor,
                atMs,
                new() { Holdings = [.. order.Holdings().Where(one => one.Left > 0).Select(one => one with { State = Holding.Ending })] }
            );

    /// <summary>The amount is secured anew: from here on the old hold is let go, and nothing is taken of it.</summary>
    internal static Order Renewed(this Order order, string paymentId, PaymentHeld held, long atMs)
    {
        var wanted = order.Holdings().First(one => one.PaymentId == paymentId);
        var old = order.Holdings().FirstOrDefault(one => one.PaymentId == wanted.Replaces && one.State == Holding.Held);
        var next = Capturing.HoldingOf(paymentId, wanted.Amount, held, atMs) with { Replaces = wanted.Replaces };
        return order
            .With(
                "payment.renewed",
                $"The amount is reserved until {Day(next.UntilMs)}.",
                Actor.System,
                atMs,
                new() { Holdings = old is null ? [next] : [next, old with { State = Holding.Ending }] }
            )
            .LetGoOfRest(atMs);
    }

    internal static Order RenewalRefused(this Order order, string paymentId, Refusal refusal, long atMs)
    {
        var wanted = order.Holdings().First(one => one.PaymentId == paymentId);
        return Tell(order, wanted with { State = Holding.Lost }, refusal, atMs);
    }

    /// <summary>Nothing is held with the payment any more.</summary>
    internal static Order LetGo(this Order order, string paymentId, long atMs) =>
        order.With(
            "payment.released",
            null,
            Actor.System,
            atMs,
            new() { Holdings = [order.Holdings().First(one => one.PaymentId == paymentId) with { State = Holding.Ended }] }
        );

    private static long NoticeMs(Holding holding) =>
        holding.UntilMs - Math.Min((long)Notice.TotalMilliseconds, (holding.UntilMs - holding.FromMs) / 2);

    private static Order End(Order order, Holding holding, long atMs) =>
        order.With(
            "payment.hold_ended",
            $"{Capturing.Text(order, holding.Left)} was reserved until {Day(holding.UntilMs)} and not taken. It cannot be taken any more.",
            Actor.System,
            atMs,
            new() { Holdings = [holding with { State = Holding.Ending }] }
        );

    private static Order Renew(Order order, Holding holding, long atMs) =>
        order.With(
            "payment.renewal_started",
            $"The amount is reserved until {Day(holding.UntilMs)} and is being reserved anew.",
            Actor.System,
            atMs,
            new()
            {
                Holdings =
                [
                    holding with
                    {
                        Told = true,
                    },
                    new(
                        string.Create(CultureInfo.InvariantCulture, $"{order.Id}:charge:hold-{order.Holdings().Count + 1}"),
                        Holding.Wanted,
                        Math.Min(holding.Left, order.Outstanding()),
                        atMs,
                        0,
                        holding.InParts,
                        holding.Renewable,
                        Replaces: holding.PaymentId
                    ),
                ],
            }
        );

    private static Order Tell(Order order, Holding holding, Refusal? refusal, long atMs)
    {
        var ends = holding.UntilMs > 0 ? holding : order.Holdings().First(one => one.PaymentId == holding.Replaces);
        return order.With(
            EndsSoon,
            $"{Capturing.Text(order, ends.Left)} is reserved until {Day(ends.UntilMs)} only.{(refusal is null ? string.Empty : " " + refusal.Detail)}",
            Actor.System,
            atMs,
            new() { Holdings = [holding] }
        );
    }

    private static string Day(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
