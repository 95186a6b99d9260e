// From events to facts. Every effect may come twice or late: each order event fills in its own part, and the parts may come in any order.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>The effects of events.</summary>
public static class KeepFacts
{
    public const string Sale = "sale";
    public const string Refund = "refund";

    public static ValueTask Moved(Transaction tx, OrderFacts order) => Order(tx, order, confirmed: false, refunded: false);

    public static ValueTask Confirmed(Transaction tx, OrderFacts order) => Order(tx, order, confirmed: true, refunded: false);

    /// <summary>Cancelled or returned: a refund, if the order was ever confirmed.</summary>
    public static ValueTask Refunded(Transaction tx, OrderFacts order) => Order(tx, order, confirmed: false, refunded: true);

    /// <summary>
    /// Follows the life of a user's carts: one begins with the first change after the last was bought or expired. Changes of a version
    /// already passed are repetitions; several events of one version say the same.
    /// </summary>
    public static async ValueTask Cart(Transaction tx, CartFacts cart)
    {
        var last = await FactStore.LastCart(tx, cart.UserId);
        if (last is not null && (cart.Version < last.Version || (cart.Version == last.Version && last.ClosedMs is not null)))
        {
            return;
        }

        var bought = cart.Change == "checked_out";
        var closes = bought || cart.Change == "expired";

        // A failed order puts its lines back: it is the same cart that goes on.
        var goesOn = last is not null && (last.ClosedMs is null || cart.Change == "restored");
        if (!goesOn && cart.Change == "expired")
        {
            return;
        }

        var now = goesOn ? last! : new CartFact(0, cart.UserId, 0, cart.AtUnixMs, null, null, null);
        await FactStore.PutCart(tx, now with
        {
            Version = cart.Version,
            ItemsMs = now.ItemsMs ?? (bought || cart.Items > 0 ? cart.AtUnixMs : null),
            CheckedOutMs = bought ? cart.AtUnixMs : now.CheckedOutMs,
            ClosedMs = closes ? cart.AtUnixMs : null,
        });
    }

    public static ValueTask Abandoned(Transaction tx, CartFacts cart) => FactStore.Abandon(tx, cart.UserId, cart.AtUnixMs);

    public static ValueTask Registered(Transaction tx, UserFacts user) => FactStore.AddUser(tx, user.UserId, user.AtUnixMs);

    private static async ValueTask Order(Transaction tx, OrderFacts order, bool confirmed, bool refunded)
    {
        await FactStore.PutOrder(tx, order, confirmed ? order.AtUnixMs : null, refunded ? order.AtUnixMs : null);
        if (!confirmed && !refunded)
        {
            return;
        }

        // Whichever of the two comes second finds the other's time.
        var (confirmedMs, refundedMs) = await FactStore.Times(tx, order.OrderId);
        if (confirmedMs is { } sold)
        {
            await FactStore.AddLines(tx, Sale, order, sold);
            if (refundedMs is { } back)
            {
                await FactStore.AddLines(tx, Refund, order, back);
            }
        }
    }
}
