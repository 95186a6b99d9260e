// Units leave once their money is taken. Of an order that was paid at once, and of most others, nothing is asked in between.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>
/// Every way in which goods leave goes through here. The money is taken first, by an intent of its own: whoever presses again after a crash
/// finds it taken, because what is due is counted from what has left and what was taken.
/// </summary>
public sealed class SendPaid(OrderStore store, OrderChanges changes, [Steady] TimeProvider clock)
{
    /// <summary>How long a press waits for the bank.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private const string DueCode = "capture_due";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// The order once its units have left. Refused as the move is, with <c>payment_not_taken</c> when the bank refuses or less is held
    /// than they are worth, and with <c>capture_in_progress</c> while it has not answered: then nothing has left.
    /// </summary>
    /// <param name="version">The version seen, or null.</param>
    /// <param name="move">What makes them leave.</param>
    /// <param name="unpaid">Whether staff send them although they are not paid: the timeline tells it.</param>
    public async ValueTask<Outcome<Order>> Send(
        string orderId,
        long? version,
        Func<Order, Outcome<Order>> move,
        Actor actor,
        bool unpaid,
        CancellationToken cancel
    )
    {
        var sent = await store.Change(orderId, order => At(order, version, move) ?? Move(order, move, actor, unpaid));
        if (sent.Refused?.Code != DueCode)
        {
            return sent;
        }

        if ((await Take(orderId, order => At(order, version, move) ?? Start(order, move, actor), cancel)).Refused is { } refused)
        {
            return refused.Code is "amount_not_held" or "nothing_held" ? NotTaken(refused.Detail) : refused;
        }

        return await store.Change(orderId, order => Move(order, move, actor, unpaid: false));
    }

    /// <summary>
    /// Begins a capture and waits for what becomes of it: the order after it. Refused as the start is, with <c>payment_not_taken</c>, and
    /// with <c>capture_in_progress</c>.
    /// </summary>
    internal async ValueTask<Outcome<Order>> Take(string orderId, Func<Order, Outcome<Order>> start, CancellationToken cancel)
    {
        using var watch = changes.Open(orderId);
        if (!(await store.Change(orderId, start)).Is(out var order, out var refused))
        {
            return refused;
        }

        if (order.CaptureUnderWay() is not { Number: var number })
        {
            return order;
        }

        var until = clock.GetUtcNow() + AnswerWithin;
        while (Capture(order, number).IsOpen && until - clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            await watch.Next(left, clock, cancel);
            order = await store.Get(orderId) ?? order;
        }

        var capture = Capture(order, number);
        return capture.RefusedCode is not null ? NotTaken(capture.RefusedDetail ?? string.Empty)
            : capture.IsOpen ? Capturing.InProgress
            : order;
    }

    // Whose order it is not, to them it is not there, whichever version they name.
    private static Outcome<Order>? At(Order order, long? version, Func<Order, Outcome<Order>> move)
    {
        if (version is not { } seen || seen == order.Version)
        {
            return null;
        }

        return move(order).Refused is { Kind: RefusalKind.NotFound } hidden ? hidden : Conditional.VersionMismatch(order.Version);
    }

    private static Capture Capture(Order order, int number) => order.Captures().First(one => one.Number == number);

    private Outcome<Order> Start(Order order, Func<Order, Outcome<Order>> move, Actor actor) =>
        move(order).Is(out var sent, out var refused) ? order.StartCaptureFor(sent, actor, Now) : refused;

    private Outcome<Order> Move(Order order, Func<Order, Outcome<Order>> move, Actor actor, bool unpaid)
    {
        var moved = move(order);
        if (!moved.Is(out var sent, out _) || sent.AfterSaleSoFar.Shipments.Count == order.AfterSaleSoFar.Shipments.Count)
        {
            // Refused, or nothing leaves with it.
            return moved;
        }

        return Capturing.DueFor(sent) is not (> 0 and var due) ? sent.LetGoWhenSent(Now)
            : !unpaid ? Refusal.Conflict(DueCode, "The money for it is to be taken first.")
            : sent.With("payment.sent_unpaid", $"{Capturing.Text(sent, due)} was not taken for what was sent.", actor, Now);
    }

    private static Refusal NotTaken(string why) =>
        Refusal.Conflict(
            "payment_not_taken",
            $"{why} So nothing was recorded as sent. Settle the payment with the customer, or have the shop's staff send it with unpaid: true."
        );
}
