// What an order still wants of other modules beside its checkout: refunds, units back into stock, an edit. Each is repeated under its own
// id until it is answered.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>
/// One thing to ask for, and what its answer makes of the order. A null <paramref name="Refused"/> means that a refusal is asked again like
/// no answer.
/// </summary>
internal sealed record OutstandingWork(
    string Name,
    Step.Act Ask,
    Func<Order, StepAnswer, long, Order> Done,
    Func<Order, Refusal, long, Order>? Refused
)
{
    /// <summary>Everything that is open, in the order in which it came.</summary>
    public static IEnumerable<OutstandingWork> Of(Order order)
    {
        if (order.AfterSale is not { HasWork: true } life)
        {
            yield break;
        }

        foreach (var refund in life.Refunds)
        {
            foreach (var piece in refund.Pieces)
            {
                if (!piece.Done)
                {
                    yield return new(
                        "refund",
                        (with, _, cancel) =>
                            with
                                .Payments.Refund(
                                    new()
                                    {
                                        RequestId = piece.RefundId,
                                        PaymentId = piece.PaymentId,
                                        RefundId = piece.RefundId,
                                        AmountMinor = piece.Amount,
                                        Currency = order.Terms.Currency,
                                        Reason = refund.Reason ?? refund.Kind,
                                    },
                                    cancel
                                )
                                .Refusal(),
                        (now, _, atMs) => now.PaidBack(piece.RefundId, atMs),
                        Refused: null
                    );
                }
            }
        }

        foreach (var restock in life.Restocks)
        {
            if (!restock.Done)
            {
                yield return new(
                    "restock",
                    (with, _, cancel) =>
                        with
                            .Inventory.Restock(
                                new()
                                {
                                    RequestId = restock.Id,
                                    ReservationId = restock.ReservationId,
                                    Lines = { Lines(restock.Lines) },
                                },
                                cancel
                            )
                            .Refusal(),
                    (now, _, atMs) => now.Restocked(restock.Id, atMs),
                    Refused: null
                );
            }
        }

        foreach (var money in CaptureWork.Of(life))
        {
            yield return money;
        }

        if (life.Edit is { RefusedCode: null } edit)
        {
            yield return new(
                "edit",
                (with, about, cancel) => Take(with, about, edit, cancel),
                (now, answer, atMs) => now.Edited(atMs, answer.Keeps),
                (now, refusal, atMs) => now.TurnEditBack(refusal, atMs)
            );
        }
        else if (life.Edit is { } refused)
        {
            yield return new(
                "undo edit",
                (with, about, cancel) => LetGo(with, about, refused, cancel),
                (now, _, atMs) => now.EditRefused(atMs),
                Refused: null
            );
        }
        else if (life.Withdrawals?.FirstOrDefault(one => !one.Done) is { } waiting && order.Busy is null)
        {
            // It had to wait for the edit, and asks nobody.
            yield return new(
                "withdrawal",
                (_, _, _) => ValueTask.FromResult(StepAnswer.Done),
                (now, _, atMs) => now.CarryOut(waiting.Number, atMs),
                Refused: null
            );
        }
    }

    /// <summary>Units first, then money.</summary>
    private static async ValueTask<StepAnswer> Take(Neighbours with, Order order, Edit edit, CancellationToken cancel)
    {
        var reservation = edit.ReservationId(order);
        var refused =
            edit.Added.Count == 0
                ? null
                : (
                    await with.Inventory.Reserve(
                        new()
                        {
                            RequestId = reservation + ":reserve",
                            ReservationId = reservation,
                            HoldSeconds = 0,
                            Lines = { Lines(edit.Added) },
                        },
                        cancel
                    )
                ).Refused;
        return refused is null && edit.ToPay > 0 ? await Charge(with.Payments, order, edit, cancel) : new(refused);
    }

    /// <summary>Whatever the edit may have taken, also where nobody knows whether it did.</summary>
    private static async ValueTask<StepAnswer> LetGo(Neighbours with, Order order, Edit edit, CancellationToken cancel)
    {
        var (reservation, payment) = (edit.ReservationId(order), edit.PaymentId(order));
        var kept =
            edit.Added.Count == 0
                ? null
                : (
                    await with.Inventory.Release(new() { RequestId = reservation + ":release", ReservationId = reservation }, cancel)
                ).Refused;
        return new(
            kept is null && edit.ToPay > 0
                ? (await with.Payments.Void(new() { RequestId = payment + ":void", PaymentId = payment }, cancel)).Refused
                : kept
        );
    }

    /// <summary>Secures what the order costs more; takes it at once unless the order's money is held.</summary>
    private static async ValueTask<StepAnswer> Charge(IPayments payments, Order order, Edit edit, CancellationToken cancel)
    {
        var (paymentId, amount) = (edit.PaymentId(order), edit.ToPay);
        var authorized = await payments.Authorize(
            new()
            {
                RequestId = paymentId + ":authorize",
                PaymentId = paymentId,
                OrderId = order.Id,
                AmountMinor = amount,
                Currency = order.Terms.Currency,
                MethodToken = order.Checkout.PaymentToken,
                Capture = !order.IsHeld(),
                UserId = order.UserId,
            },
            cancel
        );

        // The shopper is not here, so nobody could answer.
        return !authorized.Is(out var done, out var refused) ? new(refused)
            : done.Captured ? StepAnswer.Done
            : done.State is PaymentWaits.ActionRequired or PaymentWaits.Awaiting ? new(PaymentWaitsFor(order, amount))
            : order.IsHeld() && done.Hold is { } hold ? new(null, Keeps: hold)
            : new(
                (
                    await payments.Capture(
                        new()
                        {
                            RequestId = paymentId + ":capture",
                            PaymentId = paymentId,
                            AmountMinor = amount,
                        },
                        cancel
                    )
                ).Refused
            );
    }

    private static Refusal PaymentWaitsFor(Order order, long amount) =>
        Refusal.Conflict(
            "payment_waits",
            $"{Currencies.ToMajor(amount, order.Terms.Currency)} {order.Terms.Currency} more cannot be charged without the customer, who paid by transfer or has to approve it. The order is as it was. Let the customer order what is added, or edit the order so that it costs no more."
        );

    private static IEnumerable<StockLine> Lines(IEnumerable<UnitsOf> units) =>
        units.Select(one => new StockLine { ProductId = one.ProductId, Quantity = one.Quantity });
}
