// From events to facts. Every effect may come twice or late: each order event fills in its own part, and the parts may come in any order.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>The effects of events.</summary>
public static class KeepFacts
{
    public static ValueTask Moved(Transaction tx, OrderFacts order) => FactStore.PutOrder(tx, order, null, null);

    public static ValueTask Confirmed(Transaction tx, OrderFacts order) => FactStore.PutOrder(tx, order, order.AtUnixMs, null);

    /// <summary>Cancelled or returned: a refund, if the order was ever confirmed.</summary>
    public static ValueTask Refunded(Transaction tx, OrderFacts order) => FactStore.PutOrder(tx, order, null, order.AtUnixMs);

    /// <summary>Whether a change of a cart is news for its life: most add to a cart that has begun already.</summary>
    public static bool MattersToLife(CartFacts cart) => cart.Began || cart.Change is "created" or "checked_out" or "expired" or "restored";

    /// <summary>
    /// Follows the life of a user's carts: one begins with the first change after the last was bought or expired. News that is older
    /// than what was counted changes nothing; several events of one version say the same.
    /// </summary>
    public static async ValueTask Cart(Transaction tx, CartFacts cart)
    {
        long? itemsMs = cart.Items > 0 ? cart.AtUnixMs : null;
        switch (cart.Change)
        {
            case "checked_out":
                await FactStore.BuyCart(tx, cart.UserId, cart.Version, cart.AtUnixMs);
                if (cart.Began)
                {
                    await FactStore.OpenRest(tx, cart.UserId, cart.Version, cart.AtUnixMs);
                }

                break;
            case "expired":
                await FactStore.CloseCart(tx, cart.UserId, cart.Version, cart.AtUnixMs, itemsMs);
                break;

            // A failed order puts its lines back: it is the same cart that goes on.
            case "restored" when await FactStore.ReopenCart(tx, cart.UserId, cart.Version, itemsMs):
                break;
            default:
                await FactStore.OpenCart(tx, cart.UserId, cart.Version, cart.AtUnixMs, itemsMs);
                break;
        }
    }

    public static ValueTask Abandoned(Transaction tx, CartFacts cart) => FactStore.Abandon(tx, cart.UserId, cart.AtUnixMs);

    public static ValueTask Registered(Transaction tx, UserFacts user) => FactStore.AddUser(tx, user.UserId, user.AtUnixMs);
}
