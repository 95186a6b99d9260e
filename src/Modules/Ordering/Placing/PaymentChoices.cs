// Whether the shop can be paid as a shopper wants to, known before anything is held: what Payments said last, asked again after some
// seconds.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>
/// What the shop takes. While Payments is away the last answer stands, and where there was none nothing is refused here: the order waits
/// for its payment as ever, and Payments, which decides in the end, turns it back if it must.
/// </summary>
public sealed class PaymentChoices(IPayments payments, TimeProvider clock)
{
    private volatile Heard? heard;

    /// <summary>
    /// Why an order of this total cannot be paid so, or null. Nothing is asked of one that costs nothing. Refused with
    /// <c>no_payment_methods</c>, <c>payment_method_not_accepted</c>, and as a missing member where there is no token.
    /// </summary>
    /// <param name="totalMinor">Minor units.</param>
    public async ValueTask<Refusal?> Refused(string? token, long totalMinor, CancellationToken cancel) =>
        await Stops(token, totalMinor, cancel)
        ?? (totalMinor > 0 && token is null ? new Check().Required("payment_method", null).Refused : null);

    /// <summary>The same while the shopper still chooses: without a token only a shop that takes nothing stops the order.</summary>
    /// <param name="totalMinor">Minor units.</param>
    public async ValueTask<Refusal?> Stops(string? token, long totalMinor, CancellationToken cancel) =>
        totalMinor == 0 || await Accepted(cancel) is not { } accepted || (token is null && accepted.Count > 0)
            ? null
            : AcceptedMethods.Refused(accepted, token ?? string.Empty);

    /// <summary>
    /// Whether a payment with the token is known to wait for the customer, or for time. One that waits all the same is found when it does.
    /// </summary>
    /// <param name="totalMinor">Minor units.</param>
    public async ValueTask<bool> Waits(string? token, long totalMinor, CancellationToken cancel) =>
        totalMinor > 0
        && token is not null
        && await Accepted(cancel) is { } accepted
        && accepted.Any(method => method.Tokens.Any(one => one.Token == token && one.Waits));

    /// <summary>Why nothing more can be charged with the token that an order was placed with, or null.</summary>
    public async ValueTask<Refusal?> RefusedLater(Order order, CancellationToken cancel) =>
        order.Checkout.PaymentToken is { Length: > 0 } token
            ? await Stops(token, 1, cancel)
            : Refusal.Conflict(
                "payment_method_not_accepted",
                "The order cost nothing and was placed without a payment method: nothing can be charged for it. Let the customer order what is added."
            );

    private async ValueTask<IReadOnlyCollection<AcceptedMethod>?> Accepted(CancellationToken cancel)
    {
        var last = heard;
        if (last is not null && clock.GetElapsedTime(last.AskedAt) < Limits.MethodsKeptFor)
        {
            return last.Methods;
        }

        if (last?.Methods is not null)
        {
            // Others go on with what was said last while this one asks.
            heard = last with
            {
                AskedAt = clock.GetTimestamp(),
            };
        }

        var methods = (await payments.ListMethods(new(), cancel)).Is(out var reply, out _) ? reply.Methods : last?.Methods;
        heard = new(methods, clock.GetTimestamp());
        return methods;
    }

    /// <summary>What was said, null for nothing yet, and when it was asked.</summary>
    private sealed record Heard(IReadOnlyCollection<AcceptedMethod>? Methods, long AskedAt);
}
