// Takes in what programs outside ask of payments: written down with the event, or refused in the same breath.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>
/// The effects of <see cref="Topics.PaymentRequested"/> and <see cref="Topics.PaymentRefundRequested"/>. No money moves here: the inbox's
/// transaction must not wait for a provider. <see cref="AnswerRequests"/> does the rest.
/// </summary>
public sealed class TakeRequest(Gateways gateways, TimeProvider clock, Signal waiting)
{
    private const int AttemptsMax = 1_000;

    public ValueTask Pay(Transaction tx, PaymentRequest asked, Event e) =>
        Take(tx, e, OutsideRequest.Payment, asked.OrderId, asked.Attempt, asked.Amount, asked.Currency, asked.MethodToken, string.Empty);

    public ValueTask PayBack(Transaction tx, RefundWish asked, Event e) =>
        Take(tx, e, OutsideRequest.Refund, asked.OrderId, asked.Attempt, asked.Amount, asked.Currency, Payment.UnknownMethod, asked.Reason);

    /// <summary>
    /// The order, and the payment of one attempt at it, as this shop keeps them. Other programs' and our own have other ids whatever a
    /// program sends.
    /// </summary>
    internal static (string OrderId, string PaymentId) Keys(string source, string orderId, int attempt)
    {
        var order = Outside.Id(source, orderId);
        return (order, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"paid-{attempt}/{order}"));
    }

    // What a sender leaves out is null here, whatever the record says.
    private async ValueTask Take(
        Transaction tx,
        Event e,
        string operation,
        string? orderId,
        int attempt,
        long amount,
        string? currency,
        string? method,
        string? reason
    )
    {
        var request = new OutsideRequest(
            e.Id,
            e.Source,
            e.Subject,
            operation,
            orderId ?? string.Empty,
            attempt,
            string.Empty,
            amount,
            currency ?? string.Empty,
            method is not null && gateways.Knows(method) ? method : Payment.UnknownMethod,
            reason is { Length: > Limits.NameCharsMax } ? reason[..Limits.NameCharsMax] : reason ?? string.Empty,
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            0
        );
        if ((Wrong(request, method) ?? (operation == OutsideRequest.Payment ? gateways.Refused(method!) : null)) is { } wrong)
        {
            // Not even the answer repeats a card number: it is an event, and events are kept.
            var cut =
                wrong == CardNumber.Refused
                    ? request with
                    {
                        OrderId = string.Empty,
                        Currency = string.Empty,
                    }
                    : request with
                    {
                        OrderId = request.OrderId.Length > Outside.IdCharsMax ? request.OrderId[..Outside.IdCharsMax] : request.OrderId,
                    };
            await AnswerRequests.Tell(tx, cut, AnswerRequests.Failed(cut, wrong));
            return;
        }

        await RequestStore.Add(tx, request with { PaymentId = Keys(e.Source, request.OrderId, attempt).PaymentId });
        tx.OnCommitted(waiting.Raise);
    }

    private static Refusal? Wrong(OutsideRequest r, string? method) =>
        CardNumber.IsInId(r.OrderId) || CardNumber.IsIn(r.Reason) || CardNumber.IsIn(r.Currency) ? CardNumber.Refused
        : r.OrderId.Length is 0 or > Outside.IdCharsMax
            ? Refusal.Invalid("invalid_id", $"order_id must have 1 to {Outside.IdCharsMax} characters.")
        : r.Attempt is < 1 or > AttemptsMax ? Refusal.Invalid("invalid_attempt", $"attempt must be from 1 to {AttemptsMax}.")
        : AuthorizePayment.Wrong(new Charge(r.RequestId, r.OrderId, r.AmountMinor, r.Currency, method ?? string.Empty, TakesAtOnce: true));
}
