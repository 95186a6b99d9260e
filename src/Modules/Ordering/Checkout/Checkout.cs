// The checkout saga on one page: what carries an order from its placement to its end, each step's do beside its undo.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>Which way a checkout goes.</summary>
public enum CheckoutState
{
    /// <summary>Forward: every step's do in order, then the order is confirmed.</summary>
    Paying,

    /// <summary>A step was refused: every undo before it in reverse, then the order has failed.</summary>
    Compensating,

    /// <summary>Cancelled: money, coupon and stock go back; the cart stays empty, because that is what the shopper asked for.</summary>
    Cancelling,

    /// <summary>The goods came back: money and stock go back; the coupon was used.</summary>
    Returning,

    /// <summary>Nothing is left to do.</summary>
    Done,
}

/// <summary>Where a checkout stands. <paramref name="UndoFrom"/> says how many steps, from the first, a compensation has to undo.</summary>
public sealed record Checkout(CheckoutState State, string PaymentToken, int UndoFrom, int Tries, long DueMs)
{
    /// <summary>
    /// The table. Capture is the pivot: it is the last step, so whatever is refused before it can be undone, and what follows it (the
    /// confirmation, one commit of our own) cannot be refused. Each do and undo may be repeated under the same ids, so a crash anywhere
    /// starts the table again. An undo closes its door: a do that arrives after it finds nothing to do. What the placement took in its own
    /// commit is done already.
    /// </summary>
    public static readonly IReadOnlyList<Step> Steps =
    [
        new(
            "cart",
            Do: (with, order, cancel) => order.IsTaken ? Nothing : with.Carts.TakeForCheckout(Take(order), cancel).Refusal(),
            Undo: (with, order, cancel) =>
                with
                    .Carts.Restore(
                        new()
                        {
                            RequestId = order.Id + ":restore",
                            UserId = order.UserId,
                            OrderId = order.Id,
                        },
                        cancel
                    )
                    .Refusal(),
            UndoneWhen: [CheckoutState.Compensating]
        ),
        new(
            "hold",
            Do: (with, order, cancel) => order.IsTaken ? Nothing : with.Inventory.Reserve(Hold(order, holdSeconds: 0), cancel).Refusal(),
            Undo: (with, order, cancel) =>
                Each(
                    order.Holds(),
                    hold =>
                        with.Inventory.Release(
                                new() { RequestId = hold.ReservationId + ":release", ReservationId = hold.ReservationId },
                                cancel
                            )
                            .Refusal()
                ),
            UndoneWhen: [CheckoutState.Compensating, CheckoutState.Cancelling, CheckoutState.Returning]
        ),
        new(
            "coupon",
            Do: (with, order, cancel) =>
                order.IsTaken || !HasUses(order) ? Nothing : with.Promotions.Redeem(Use(order, holdSeconds: 0), cancel).Refusal(),
            Undo: (with, order, cancel) =>
                !HasUses(order)
                    ? Nothing
                    : with.Promotions.GiveBack(new() { RequestId = order.Id + ":give-back", OrderId = order.Id }, cancel).Refusal(),
            UndoneWhen: Planted.KeepsCouponOfCancelled
                ? [CheckoutState.Compensating]
                : [CheckoutState.Compensating, CheckoutState.Cancelling]
        ),
        new(
            "payment",
            Do: (with, order, cancel) => order.PlacedTerms.Total == 0 ? Nothing : Pay(with, order, cancel),
            Provider: new(
                Ask: (with, order, cancel) =>
                    order.PlacedTerms.Total == 0 ? Nothing : with.Payments.Ask(Wish(order, with.Taking.For(order)), cancel).Refusal(),
                Learn: (with, order, cancel) => order.PlacedTerms.Total == 0 ? Nothing : Learn(with, order, cancel)
            ),
            Undo: (with, order, cancel) =>
                Each(
                    Payments(order),
                    payment => with.Payments.Void(new() { RequestId = payment + ":void", PaymentId = payment }, cancel).Refusal()
                ),
            UndoneWhen: [CheckoutState.Compensating, CheckoutState.Cancelling, CheckoutState.Returning]
        ),
    ];

    private static ValueTask<StepAnswer> Nothing => ValueTask.FromResult(StepAnswer.Done);

    /// <summary>A checkout that begins with units and coupon held.</summary>
    public static Checkout Begin(string paymentToken, long dueMs) => new(CheckoutState.Paying, paymentToken, Steps.Count, 0, dueMs);

    /// <summary>
    /// Back from a refused step. A refused payment took nothing. Refused before that, an earlier pass may have left a payment whose outcome
    /// nobody knows:
    /// then everything is undone, the payment first.
    /// </summary>
    public Checkout TurnBack(Step refusedAt) =>
        this with
        {
            State = CheckoutState.Compensating,
            Tries = 0,
            UndoFrom = refusedAt == Steps[^1] ? Steps.Count - 1 : Steps.Count,
        };

    /// <summary>Everything that the state gives back, whatever has been done.</summary>
    public Checkout GiveBack(CheckoutState state) => this with { State = state, Tries = 0, UndoFrom = Steps.Count };

    /// <summary>At its end.</summary>
    public Checkout Done() => this with { State = CheckoutState.Done, Tries = 0 };

    /// <summary>The steps to undo, the last first.</summary>
    public IEnumerable<Step> ToUndo() =>
        Steps
            .Take(UndoFrom)
            .Reverse()
            .Where(step => step.UndoneWhen.Contains(State) && !(Planted.SwallowsCompensation && step.Name == "hold"));

    /// <summary>The lines that go from the cart into the order.</summary>
    internal static TakeForCheckoutRequest Take(Order order) =>
        new()
        {
            RequestId = order.Id + ":take",
            UserId = order.UserId,
            OrderId = order.Id,
            Lines = { order.Terms.Lines.Select(CartLine(order)) },
        };

    /// <summary>
    /// The hold on an order's units. Before the order is stored it is short, so that a crash in between keeps nothing from other shoppers
    /// for long. Before money is taken it is made firm (0 seconds), so that no outage, however long, lets paid units go to somebody else:
    /// from then on only the order ends it. One whose payment waits is told to Inventory as unpaid, which bounds what may wait; the
    /// placement says whom it counts for.
    /// </summary>
    internal static ReserveRequest Hold(Order order, int holdSeconds, string? holder = null, bool unpaid = false) =>
        new()
        {
            RequestId = order.Id + ":reserve",
            ReservationId = order.Id,
            HoldSeconds = holdSeconds,
            Holder = holder ?? string.Empty,
            Unpaid = unpaid,
            Lines = { order.Terms.Lines.Select(line => new StockLine { ProductId = line.ProductId, Quantity = line.Quantity }) },
        };

    /// <summary>Tells Inventory that the units wait for a payment.</summary>
    internal static Step.Act HoldUnpaid { get; } =
        (with, order, cancel) => with.Inventory.Reserve(Hold(order, holdSeconds: 0, unpaid: true), cancel).Refusal();

    /// <summary>Whether promotions have something to count. Orders from before promotions have a coupon alone.</summary>
    internal static bool HasUses(Order order) => order.PlacedTerms.Promotions is not null || order.PlacedTerms.CouponCode is not null;

    /// <summary>Whether a use must be held before the order is stored, because another order could take it meanwhile.</summary>
    internal static bool HoldsUses(Order order) =>
        order.PlacedTerms.Promotions is { } applied
            ? applied.Any(promotion => promotion.Counted)
            : order.PlacedTerms.CouponCode is not null;

    /// <summary>The uses of all promotions of an order; 0 seconds make them final. The placement says who buys.</summary>
    internal static RedeemRequest Use(Order order, int holdSeconds, BuyerNames? buyer = null) =>
        new()
        {
            RequestId = order.Id + ":redeem",
            OrderId = order.Id,
            UserId = order.UserId,
            CouponCode = order.PlacedTerms.CouponCode ?? string.Empty,
            DiscountMinor = order.PlacedTerms.Discount,
            Currency = order.PlacedTerms.Currency,
            HoldSeconds = holdSeconds,
            EmailName = buyer?.EmailName ?? string.Empty,
            PlaceName = buyer?.PlaceName ?? string.Empty,
            Guest = buyer?.Guest ?? false,
            Applied =
            {
                (order.PlacedTerms.Promotions ?? []).Select(promotion => new AppliedPromotion
                {
                    PromotionId = promotion.PromotionId,
                    Code = promotion.Code ?? string.Empty,
                    Name = promotion.Name,
                    DiscountMinor = promotion.Discount,
                    FreeShipping = promotion.FreeShipping,
                    Counted = promotion.Counted,
                }),
            },
        };

    private static Func<Line, CartLine> CartLine(Order order) =>
        line =>
            new()
            {
                ProductId = line.ProductId,
                ProductName = line.ProductName,
                Quantity = line.Quantity,
                PriceMinor = line.UnitPrice,
                Currency = order.Terms.Currency,
            };

    /// <summary>Every payment of the order, the last first; an order that cost nothing has none of its own.</summary>
    private static IEnumerable<string> Payments(Order order) =>
        [
            .. order.AfterSaleSoFar.Charges.Reverse().Select(charge => charge.PaymentId),
            .. order.Holdings().Select(holding => holding.PaymentId).Where(id => id != order.Id).Reverse(),
            .. order.PlacedTerms.Total == 0 ? Array.Empty<string>() : [order.Id],
        ];

    /// <summary>Asks for one after the other, until one is refused.</summary>
    private static async ValueTask<StepAnswer> Each<T>(IEnumerable<T> all, Func<T, ValueTask<StepAnswer>> ask)
    {
        foreach (var one in all)
        {
            if (await ask(one) is { Refused: not null } answer)
            {
                return answer;
            }
        }

        return StepAnswer.Done;
    }

    /// <summary>The order's own payment.</summary>
    internal static AuthorizeRequest Wish(Order order, TakeMoney taking) =>
        new()
        {
            RequestId = order.Id + ":authorize",
            PaymentId = Planted.ChargesAnew && order.Checkout.Tries > 0 ? order.Id + ":anew" : order.Id,
            OrderId = order.Id,
            AmountMinor = order.Terms.Total,
            Currency = order.Terms.Currency,
            MethodToken = order.Checkout.PaymentToken,
            Capture = !taking.WhenShipped,
            UserId = order.UserId,
        };

    private static async ValueTask<StepAnswer> Pay(Neighbours with, Order order, CancellationToken cancel)
    {
        var answer = Answer(await with.Payments.Authorize(Wish(order, with.Taking.For(order)), cancel), with.Taking.For(order));
        return !answer.IsHeld
            ? answer
            : new(
                (
                    await with.Payments.Capture(
                        new()
                        {
                            RequestId = order.Id + ":capture",
                            PaymentId = order.Id,
                            AmountMinor = order.Terms.Total,
                            Currency = order.Terms.Currency,
                        },
                        cancel
                    )
                ).Refused
            );
    }

    private static async ValueTask<StepAnswer> Learn(Neighbours with, Order order, CancellationToken cancel) =>
        Answer(await with.Payments.Learn(new() { PaymentId = order.Id }, cancel), with.Taking.For(order));

    private static StepAnswer Answer(Outcome<AuthorizeReply> authorized, TakeMoney taking) =>
        !authorized.Is(out var done, out var refused) ? new(refused)
        : done.Captured ? StepAnswer.Done
        : done.State is PaymentWaits.ActionRequired or PaymentWaits.Awaiting ? new(null, done)
        : taking.WhenShipped && done.Hold is { } hold ? new(null, Keeps: hold)
        : StepAnswer.Held;
}

/// <summary>
/// What another module said: it is done, it was refused, or the payment waits; or its amount is held, and must be taken yet.
/// </summary>
/// <param name="Keeps">The step is done with an amount that is held and stays so until the order ships.</param>
public readonly record struct StepAnswer(Refusal? Refused, AuthorizeReply? Waits = null, bool IsHeld = false, PaymentHeld? Keeps = null)
{
    public static StepAnswer Done => default;

    public static StepAnswer Held => new(null, null, IsHeld: true);
}

/// <summary>One row of the table.</summary>
/// <param name="Provider">
/// The do in two parts, of a step that waits for somebody outside of the shop; null where nobody is asked, so that do and undo may stand in
/// a transaction.
/// </param>
public sealed record Step(string Name, Step.Act Do, Step.Act Undo, IReadOnlyList<CheckoutState> UndoneWhen, StepParts? Provider = null)
{
    /// <summary>Asks another module for one thing.</summary>
    public delegate ValueTask<StepAnswer> Act(Neighbours with, Order order, CancellationToken cancel);
}

/// <summary>A step in two parts.</summary>
/// <param name="Ask">Asks the provider, with no transaction open; done once there is an answer.</param>
/// <param name="Learn">Writes the answer down, in the transaction of what follows from it, and gives it as the do does.</param>
public sealed record StepParts(Step.Act Ask, Step.Act Learn);

/// <summary>The modules that a checkout asks.</summary>
public sealed record Neighbours(ICarts Carts, IInventory Inventory, IPromotions Promotions, IPayments Payments)
{
    /// <summary>When the shop takes what was promised to it.</summary>
    public TakeMoney Taking { get; init; } = TakeMoney.AtOnce;

    /// <summary>Their contracts.</summary>
    public static IReadOnlyList<Type> Contracts { get; } = [typeof(ICarts), typeof(IInventory), typeof(IPromotions), typeof(IPayments)];
}

internal static class Refusals
{
    /// <summary>Only whether it was refused, for steps that need no answer.</summary>
    public static ValueTask<StepAnswer> Refusal<T>(this ValueTask<Outcome<T>> asked) =>
        asked.IsCompletedSuccessfully ? ValueTask.FromResult(new StepAnswer(asked.Result.Refused)) : Wait(asked);

    private static async ValueTask<StepAnswer> Wait<T>(ValueTask<Outcome<T>> asked) => new((await asked).Refused);
}
