// A consumer withdraws from the contract, or from a part of it: binding at once, whatever staff are doing. What has not left is taken out
// of the order, what has comes back as a return that nobody has to approve.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>The decisions about withdrawals.</summary>
public static class Withdrawing
{
    /// <summary>Withdrawals of single lines from one order, so that it stays readable; from all that is left one always can.</summary>
    public const int WithdrawalsMax = 50;

    /// <summary>
    /// Why nobody can withdraw from the order now, whatever they name; null when they can. Codes: <c>withdrawal_not_offered</c>,
    /// <c>withdrawal_expired</c> with <c>until</c>, <c>nothing_to_withdraw</c>.
    /// </summary>
    public static Refusal? WithdrawalRefused(this Order order, WithdrawalGround ground, long atMs) =>
        ground.Days == 0 ? Refusal.Conflict("withdrawal_not_offered", "There is no right of withdrawal for orders to this country.")
        : ground.EndsMs is { } ends && atMs >= ends
            ? Refusal.Conflict(
                "withdrawal_expired",
                $"The period of {ground.Days} days after the delivery is over. What is faulty can be returned all the same: write to the shop.",
                new() { ["until"] = OrderBody.Time(ends).ToString("O") }
            )
        : Takes(order, null).Count > 0 ? null
        : order.Terms.Lines.All(line => line.NoWithdrawal is not null) ? Excluded(order, order.Terms.Lines[0])
        : Nothing;

    /// <summary>
    /// Units of each line that could be withdrawn from now. <c>Sent</c> counts those that would have to come back. A return that was asked
    /// for and not answered yet is no obstacle: a withdrawal from everything takes it along.
    /// </summary>
    public static IReadOnlyList<WithdrawnUnits> Withdrawable(this Order order) => Takes(order, null);

    /// <summary>
    /// The withdrawal becomes binding, and is carried out with it; while an edit is under way it is carried out right after that. The same
    /// key, or the same statement without one, again answers the order as it is. Refused as <see cref="WithdrawalRefused"/>, and with
    /// <c>unknown_line</c>, <c>invalid_quantity</c>, <c>withdrawal_exceeds_order</c> with how many are left, <c>withdraw_from_all</c>
    /// where a part is not possible, <c>idempotency_key_reused</c>.
    /// </summary>
    public static Outcome<Order> Withdraw(this Order order, WithdrawalAsk ask, WithdrawalGround ground, Actor actor, long atMs)
    {
        if (order.WithdrawalOf(ask) is { } before)
        {
            return before.BodyHash == ask.BodyHash ? order : Refunding.KeyReused("withdrawal");
        }

        if (order.WithdrawalRefused(ground, atMs) is { } refused)
        {
            return refused;
        }

        if ((ask.Lines is not null ? PartRefused(order, ask.Lines) : UnpaidPart(order, null)) is { } wrong)
        {
            return wrong;
        }

        // An order whose payment is being turned back ends by itself, with nothing owed.
        var ends = order.Checkout.State is CheckoutState.Compensating;
        var declared = new Withdrawal(
            order.Withdrawals().Count + 1,
            ask.Lines,
            Takes(order, ask.Lines),
            ask.Name,
            ask.Email,
            ground.StandardShipping,
            ground.ReturnId,
            atMs,
            Done: ends || order.Busy is null,
            EndsMs: ground.EndsMs,
            Key: ask.Key,
            BodyHash: ask.BodyHash
        );
        if (!ends && declared.Done)
        {
            declared = declared.Priced(order, atMs);
        }

        var bound = order.With(Withdrawal.Declared, Sentence(order, declared), actor, atMs, new() { Withdrawal = declared });
        return ends || !declared.Done ? bound : TakeOut(bound, declared, actor, atMs);
    }

    /// <summary>Carries out what had to wait for an edit: of what is left by then.</summary>
    public static Order CarryOut(this Order order, int number, long atMs)
    {
        var waiting = order.Withdrawals().First(one => one.Number == number);
        var left = (waiting with { Units = Takes(order, waiting.Asked), Done = true }).Priced(order, atMs);
        return TakeOut(order.With(Withdrawal.CarriedOut, null, Actor.System, atMs, new() { Withdrawal = left }), left, Actor.System, atMs);
    }

    /// <summary>The withdrawals of an order, oldest first.</summary>
    public static IReadOnlyList<Withdrawal> Withdrawals(this Order order) => order.AfterSaleSoFar.Withdrawals ?? [];

    /// <summary>The withdrawal that this statement has become; null while it has not.</summary>
    public static Withdrawal? WithdrawalOf(this Order order, WithdrawalAsk ask) =>
        ask.Key is not null
            ? order.Withdrawals().FirstOrDefault(one => one.Key == ask.Key)
            : order.Withdrawals().LastOrDefault(one => one.Key is null && one.BodyHash == ask.BodyHash);

    /// <summary>With the money that it moves: the decision is tried out, and everything it sends back is taken for arrived.</summary>
    private static Withdrawal Priced(this Withdrawal withdrawal, Order order, long atMs)
    {
        var after = TakeOut(order, withdrawal, Actor.System, atMs);
        var back = after.Taken(atMs);
        foreach (var one in after.AfterSaleSoFar.Returns.Where(one => one.Withdrawal == withdrawal.Number && one.RefundNumber is null))
        {
            back = back.RefundOfReturn(one.AllReceived(), Actor.System, atMs);
        }

        return withdrawal with
        {
            BackNow = after.Refunded() - order.Refunded(),
            BackLater = back.Refunded() - after.Refunded(),
        };
    }

    /// <summary>What of the shipping, with its tax, goes back with the whole order: at most what standard would have cost.</summary>
    internal static long ShippingOwed(this Order order, long standardShipping)
    {
        var paid = order.Terms.Shipping + order.Terms.Tax - order.Terms.Lines.Sum(line => line.Tax);
        var standard = order.Terms.Shipping > standardShipping ? Money.Share(paid, standardShipping, order.Terms.Shipping) : paid;
        return Math.Clamp(standard, 0, order.ShippingLeft());
    }

    private static Refusal Nothing { get; } =
        Refusal.Conflict(
            "nothing_to_withdraw",
            "Nothing of this order is left to withdraw from: it has ended, or all of it is on its way back."
        );

    private static Refusal? PartRefused(Order order, IReadOnlyList<UnitsOf> lines)
    {
        if (NamesAll(order, lines))
        {
            return null;
        }

        if (
            order.Terms.Lines.FirstOrDefault(line => line.NoWithdrawal is not null && lines.Any(one => one.ProductId == line.ProductId)) is
            { } excluded
        )
        {
            return Excluded(order, excluded);
        }

        var most = TakesInPart(order, null);
        return Units.Check(
                lines,
                order.Terms.Lines,
                line => most.FirstOrDefault(one => one.ProductId == line.ProductId)?.Quantity ?? 0,
                "withdrawal_exceeds_order",
                "can be withdrawn from"
            )
            ?? UnpaidPart(order, lines)
            ?? (
                order.Withdrawals().Count >= WithdrawalsMax
                    ? Refusal.Conflict(
                        "withdraw_from_all",
                        $"An order takes at most {WithdrawalsMax} withdrawals from parts of it. Withdraw from all that is left."
                    )
                    : null
            );
    }

    private static Refusal? UnpaidPart(Order order, IReadOnlyList<UnitsOf>? lines) =>
        order.Status == Status.Pending && !EndsWhole(order, Takes(order, lines))
            ? Refusal.Conflict(
                "withdraw_from_all",
                "The order is not paid yet, so that it can only end as a whole: cancel it, or withdraw from a part once it is paid."
            )
            : null;

    private static Refusal Excluded(Order order, Line line) =>
        Refusal.Conflict(
            "withdrawal_excluded",
            $"There is no right of withdrawal for '{order.NameOf(line.ProductId)}': it is "
                + (line.NoWithdrawal == NoWithdrawal.MadeToOrder ? "made to order." : "perishable."),
            new() { ["product_id"] = line.ProductId, ["reason"] = line.NoWithdrawal }
        );

    private static List<WithdrawnUnits> Takes(Order order, IReadOnlyList<UnitsOf>? asked) =>
        Order.Answer(order.Status, Command.Withdraw).Refused is not null ? []
        : StandsWhole(order) && order.Terms.Lines.All(line => line.NoWithdrawal is null) && (asked is null || NamesAll(order, asked))
            ? [.. order.Terms.Lines.Select(line => new WithdrawnUnits(line.ProductId, line.VendorId, line.Quantity, 0))]
        : TakesInPart(order, asked);

    /// <summary>What has not left goes first, so that it need not travel twice.</summary>
    private static List<WithdrawnUnits> TakesInPart(Order order, IReadOnlyList<UnitsOf>? asked)
    {
        var takes = new List<WithdrawnUnits>();
        var back = order.AfterSaleSoFar.Returns.Where(one => asked is not null || one.Status != Return.Requested).ToList();
        foreach (var line in order.Terms.Lines.Where(line => line.NoWithdrawal is null))
        {
            var sent = Math.Min(line.Quantity, order.Shipped(line.ProductId));
            var canReturn = Math.Max(0, sent - back.Sum(one => one.UnitsOf(line.ProductId)));

            // Units that were paid back as goodwill before they left are not paid back once more.
            var waiting = line.Quantity - Math.Min(line.Quantity, Math.Max(sent, order.RefundedUnits(line.ProductId)));
            var wanted = asked is null ? waiting + canReturn : asked.FirstOrDefault(one => one.ProductId == line.ProductId)?.Quantity ?? 0;
            var ofWaiting = Math.Min(waiting, wanted);
            var ofSent = Math.Min(canReturn, wanted - ofWaiting);
            if (ofWaiting + ofSent > 0)
            {
                takes.Add(new(line.ProductId, line.VendorId, ofWaiting + ofSent, ofSent));
            }
        }

        return takes;
    }

    /// <summary>Whether nothing has left yet, so that the order can still end as a whole.</summary>
    private static bool StandsWhole(Order order) =>
        Order.Answer(order.Status, Command.Withdraw) is { Refused: null, Value: Status.Cancelled };

    private static bool NamesAll(Order order, IReadOnlyList<UnitsOf> lines) =>
        StandsWhole(order)
        && lines.Count == order.Terms.Lines.Count
        && order.Terms.Lines.All(line => line.NoWithdrawal is null)
        && order.Terms.Lines.All(line => lines.FirstOrDefault(one => one.ProductId == line.ProductId)?.Quantity == line.Quantity);

    private static bool EndsWhole(Order order, IReadOnlyList<WithdrawnUnits> takes) =>
        StandsWhole(order)
        && order.Terms.Lines.All(line => takes.FirstOrDefault(one => one.ProductId == line.ProductId)?.Quantity == line.Quantity);

    private static Order TakeOut(Order order, Withdrawal withdrawal, Actor actor, long atMs)
    {
        if (withdrawal.Units.Count == 0)
        {
            // What it named has gone out of the order meanwhile.
            return order;
        }

        if (EndsWhole(order, withdrawal.Units))
        {
            return order.With("order." + Status.Cancelled, Withdrawal.Reason, actor, atMs);
        }

        var next = SendBack(order, withdrawal, actor, atMs);
        var waiting = withdrawal.Units.Where(units => units.Quantity > units.Sent).ToList();
        next = waiting.Count == 0 ? next : TakeLinesOut(next, waiting, actor, atMs);
        return IsWhole(next) ? PayShipping(next, withdrawal, actor, atMs) : next;
    }

    /// <summary>
    /// The return of what has left, approved by the law; and those that were asked for, where the withdrawal is from everything.
    /// </summary>
    private static Order SendBack(Order order, Withdrawal withdrawal, Actor actor, long atMs)
    {
        var next = order;
        var adopted = new List<UnitsOf>();
        if (withdrawal.Asked is null)
        {
            foreach (var one in order.AfterSaleSoFar.Returns.Where(one => one.Status == Return.Requested))
            {
                adopted.AddRange(one.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity)));
                var taken = one with { Status = Return.Approved, Withdrawal = withdrawal.Number, UpdatedMs = atMs };
                next = next.With("return." + Return.Approved, Withdrawal.Reason, actor, atMs, new() { Return = taken });
            }
        }

        var lines = withdrawal
            .Units.Select(units => new ReturnLine(
                units.ProductId,
                units.VendorId,
                units.Sent - adopted.Where(one => one.ProductId == units.ProductId).Sum(one => one.Quantity),
                0,
                false
            ))
            .Where(line => line.Quantity > 0)
            .ToList();
        return lines.Count == 0
            ? next
            : next.With(
                "return." + Return.Approved,
                Withdrawal.Reason,
                actor,
                atMs,
                new()
                {
                    Return = new(
                        withdrawal.ReturnId,
                        Return.Approved,
                        Withdrawal.Reason,
                        null,
                        lines,
                        null,
                        atMs,
                        atMs,
                        Withdrawal: withdrawal.Number
                    ),
                }
            );
    }

    /// <summary>
    /// An edit that asks nobody: prices, discounts and shipping stay as agreed, and each line keeps its share of them, so that a withdrawal
    /// never makes dearer what stays. With the last of the goods that would have been sent the shipping goes, too.
    /// </summary>
    private static Order TakeLinesOut(Order order, List<WithdrawnUnits> waiting, Actor actor, long atMs)
    {
        var terms = order.Terms.Less(waiting.ToDictionary(one => one.ProductId, one => one.Quantity - one.Sent, StringComparer.Ordinal));
        var edit = new Edit(
            order.AfterSaleSoFar.Edits + 1,
            terms,
            [],
            [.. waiting.Select(one => new UnitsOf(one.ProductId, one.Quantity - one.Sent))],
            terms.Total - order.Terms.Total,
            Withdrawal.Reason,
            ToHold: order.IsHeld() ? 0 : null
        );
        return order.With("order.edit_started", Withdrawal.Reason, actor, atMs, new() { Edit = edit }).Edited(atMs);
    }

    /// <summary>Whether nothing that is sent is kept: every such unit that is left comes back, or came.</summary>
    private static bool IsWhole(Order order) =>
        Phases.Of(order) == Phase.Paid
        && order.Terms.Lines.Where(line => line.IsSent).All(line => order.Returning(line.ProductId) >= line.Quantity);

    /// <summary>The shipping goes back with the last of the goods, or at once when they are back already.</summary>
    private static Order PayShipping(Order order, Withdrawal withdrawal, Actor actor, long atMs)
    {
        // What is being taken for what has left can go back as well, once it is here.
        var owed = Math.Min(order.ShippingOwed(withdrawal.StandardShipping), order.Refundable() + order.Outstanding());
        var open = order.AfterSaleSoFar.Returns.LastOrDefault(one => one is { Withdrawal: not null, RefundNumber: null });
        return owed <= 0 || (open is null && order.Refundable() <= 0) ? order
            : open is null ? order.RefundOfShipping(Math.Min(owed, order.Refundable()), Withdrawal.Reason, actor, atMs)
            : order.With(
                "withdrawal.shipping",
                "Nothing of the order is kept: the shipping goes back with the goods.",
                Actor.System,
                atMs,
                new() { Return = open with { Shipping = owed, UpdatedMs = atMs } }
            );
    }

    private static string Sentence(Order order, Withdrawal withdrawal) =>
        withdrawal.Asked is null
            ? "Withdrawal from the contract."
            : "Withdrawal from "
                + string.Join(
                    ", ",
                    withdrawal.Units.Select(units =>
                        string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"{units.Quantity} of {order.NameOf(units.ProductId)}"
                        )
                    )
                )
                + ".";
}
