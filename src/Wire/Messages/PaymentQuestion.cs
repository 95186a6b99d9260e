// A question by message, put to the contract of Payments.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>Reads what a message wants of a payment, asks it of <see cref="IPayments"/>, and says the answer in an event's words.</summary>
internal static class PaymentQuestion
{
    /// <summary>Asks it, and answers the topic and the event's data that tell the answer.</summary>
    /// <param name="e">A question of any topic but that of methods of payment.</param>
    public static async ValueTask<(string Topic, PaymentOutcome Outcome)> Ask(IPayments payments, Event e, CancellationToken cancel)
    {
        switch (e.Topic)
        {
            case Contracts.Topics.PaymentRequested:
                var wanted = e.Read<PaymentRequest>();
                var asked = new AskedPayment(AskedPayment.Payment, wanted.OrderId, wanted.Attempt, wanted.Amount, wanted.Currency);
                var authorized = await payments.Authorize(
                    new()
                    {
                        RequestId = e.Id,
                        PaymentId = wanted.PaymentId,
                        OrderId = wanted.OrderId,
                        AmountMinor = wanted.Amount,
                        Currency = wanted.Currency,
                        MethodToken = wanted.MethodToken,
                        Capture = wanted.Capture ?? true,
                        UserId = wanted.UserId ?? string.Empty,
                    },
                    cancel
                );
                return Told(
                    e,
                    asked,
                    authorized,
                    reply =>
                        reply.Captured
                            ? (Contracts.Topics.PaymentSucceeded, asked.Outcome(e.Id) with { TransactionId = reply.TransactionId })
                            : (Contracts.Topics.PaymentPending, Waits(asked.Outcome(e.Id), reply))
                );
            case Contracts.Topics.PaymentCaptureRequested:
                var taken = e.Read<CaptureWish>();
                asked = new AskedPayment(AskedPayment.Capture, taken.OrderId, taken.Attempt, taken.Amount, taken.Currency);
                var captured = await payments.Capture(
                    new()
                    {
                        RequestId = e.Id,
                        PaymentId = taken.PaymentId,
                        AmountMinor = taken.Amount,
                        Currency = taken.Currency,
                    },
                    cancel
                );
                return Told(
                    e,
                    asked,
                    captured,
                    reply => (Contracts.Topics.PaymentCaptured, asked.Outcome(e.Id) with { TransactionId = reply.TransactionId })
                );
            case Contracts.Topics.PaymentVoidRequested:
                var ended = e.Read<VoidWish>();
                asked = new AskedPayment(AskedPayment.Void, ended.OrderId, ended.Attempt, 0, string.Empty);
                var voided = await payments.Void(new() { RequestId = e.Id, PaymentId = ended.PaymentId }, cancel);
                return Told(e, asked, voided, _ => (Contracts.Topics.PaymentVoided, asked.Outcome(e.Id)));
            default:
                var back = e.Read<RefundWish>();
                asked = new AskedPayment(AskedPayment.Refund, back.OrderId, back.Attempt, back.Amount, back.Currency);
                var refunded = await payments.Refund(
                    new()
                    {
                        RequestId = e.Id,
                        PaymentId = back.PaymentId,
                        RefundId = back.RefundId,
                        AmountMinor = back.Amount,
                        Currency = back.Currency,
                        Reason = back.Reason ?? string.Empty,
                    },
                    cancel
                );
                return Told(
                    e,
                    asked,
                    refunded,
                    reply => (Contracts.Topics.PaymentRefunded, asked.Outcome(e.Id) with { TransactionId = reply.TransactionId })
                );
        }
    }

    private static (string Topic, PaymentOutcome Outcome) Told<T>(
        Event e,
        AskedPayment asked,
        Outcome<T> outcome,
        Func<T, (string, PaymentOutcome)> told
    ) => outcome.Is(out var reply, out var refused) ? told(reply) : asked.Refused(e.Id, refused);

    private static PaymentOutcome Waits(PaymentOutcome outcome, AuthorizeReply reply) =>
        outcome with
        {
            TransactionId = reply.TransactionId,
            State = reply.State,
            ExpiresUnixMs = reply.ExpiresUnixMs == 0 ? null : reply.ExpiresUnixMs,
            Action = reply.Action is not { } action
                ? null
                : new PaymentActionFacts(
                    action.Kind,
                    action.Url,
                    action.Account,
                    action.AccountHolder,
                    action.Reference,
                    action.AmountMinor,
                    action.ReceivedMinor,
                    action.Currency,
                    action.Instructions
                ),
        };
}
