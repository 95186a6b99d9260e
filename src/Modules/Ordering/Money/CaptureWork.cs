// What Payments is asked for of an order whose money is held. Each may be repeated under its own ids until it is answered.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

internal static class CaptureWork
{
    /// <summary>The capture that is under way; where there is none, holds to be secured anew or let go.</summary>
    public static IEnumerable<OutstandingWork> Of(AfterSale life)
    {
        if (life.Captures?.FirstOrDefault(capture => capture.IsOpen) is { } capture)
        {
            yield return Take(capture, capture.Pieces.First(piece => !piece.Done));
            yield break;
        }

        foreach (var holding in life.Holdings ?? [])
        {
            if (holding.State == Holding.Wanted)
            {
                yield return Secure(holding);
            }
            else if (holding.State == Holding.Ending)
            {
                yield return LetGo(holding);
            }
        }
    }

    private static OutstandingWork Take(Capture capture, CapturePiece piece) =>
        new(
            "capture",
            (with, order, cancel) => TakeOf(with, order, piece.PaymentId, piece.Total, piece.More, $"capture:{capture.Number}", cancel),
            (now, _, atMs) => now.PieceTaken(piece.PaymentId, atMs),
            (now, refusal, atMs) => now.CaptureRefused(piece.PaymentId, refusal, atMs)
        );

    private static OutstandingWork Secure(Holding holding) =>
        new(
            "renew hold",
            async (with, order, cancel) =>
            {
                var answer = await with.Payments.Authorize(
                    new()
                    {
                        RequestId = holding.PaymentId + ":authorize",
                        PaymentId = holding.PaymentId,
                        OrderId = order.Id,
                        AmountMinor = holding.Amount,
                        Currency = order.Terms.Currency,
                        MethodToken = order.Checkout.PaymentToken,
                        Capture = false,
                        UserId = order.UserId,
                    },
                    cancel
                );

                // The shopper is not here, so nobody could answer a bank that asks.
                return !answer.Is(out var said, out var refused) ? new(refused)
                    : said.Hold is { } hold && !said.Captured ? new(null, Keeps: hold)
                    : new(Refusal.Conflict("hold_not_renewed", "The bank would not hold the amount again without the customer."));
            },
            (now, answer, atMs) => now.Renewed(holding.PaymentId, answer.Keeps!, atMs),
            (now, refusal, atMs) => now.RenewalRefused(holding.PaymentId, refusal, atMs)
        );

    private static OutstandingWork LetGo(Holding holding) =>
        new(
            "let go of hold",
            (with, order, cancel) =>
                holding.Taken == 0
                    ? with.Payments.Void(new() { RequestId = holding.PaymentId + ":void", PaymentId = holding.PaymentId }, cancel).Refusal()
                    : TakeOf(with, order, holding.PaymentId, holding.Taken, more: false, "release", cancel),
            (now, _, atMs) => now.LetGo(holding.PaymentId, atMs),
            // What the bank has let go of by itself is gone as well.
            (now, _, atMs) => now.LetGo(holding.PaymentId, atMs)
        );

    private static ValueTask<StepAnswer> TakeOf(
        Neighbours with,
        Order order,
        string paymentId,
        long total,
        bool more,
        string request,
        CancellationToken cancel
    ) =>
        with
            .Payments.Capture(
                new()
                {
                    RequestId = $"{paymentId}:{request}",
                    PaymentId = paymentId,
                    AmountMinor = total,
                    Currency = order.Terms.Currency,
                    More = more,
                },
                cancel
            )
            .Refusal();
}
