// Returns by line and refunds, asked for by people: each decision is about the order as it is, and saved at its version.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>What the shop decides about a return.</summary>
/// <param name="Version">The order's version seen, or null.</param>
public sealed record ReturnMove(string Status, string? Note, IReadOnlyList<Arrival>? Items, long? Version);

/// <summary>The slices behind returns and refunds.</summary>
public sealed class ReturnOrder(OrderStore store, ReturnLists lists, MoveOrder moving, IIds ids, [Steady] TimeProvider clock)
{
    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asks for a return; answers the order and the return's id, the same for the same key.</summary>
    public async ValueTask<Outcome<(Order Order, string ReturnId)>> Request(string orderId, ReturnAsk ask, Actor actor)
    {
        var returnId = ids.Next();
        return (await store.Change(orderId, order => order.RequestReturn(returnId, ask, actor, Now))).Then(order =>
            (order, ask.Key is null ? returnId : order.AfterSaleSoFar.Returns.First(one => one.Key == ask.Key).Id)
        );
    }

    /// <summary>Approves, rejects, receives or pays back. Without items everything asked for has arrived and is sold again.</summary>
    public async ValueTask<Outcome<Order>> Move(string returnId, ReturnMove move, Actor actor, CancellationToken cancel)
    {
        if (await lists.OrderOf(returnId) is not { } orderId)
        {
            return ReturnRules.NotFound;
        }

        return await moving.AndGiveBack(
            orderId,
            order =>
                MoveOrder.At(
                    order,
                    move.Version,
                    seen =>
                        move.Status switch
                        {
                            Return.Approved or Return.Rejected => seen.AnswerReturn(
                                returnId,
                                move.Status == Return.Approved,
                                move.Note,
                                actor,
                                Now
                            ),
                            Return.Received => seen.ReceiveReturn(returnId, move.Items ?? All(seen, returnId), move.Note, actor, Now),
                            _ => seen.RefundReturn(returnId, actor, Now),
                        }
                ),
            cancel
        );
    }

    /// <summary>Pays some money back.</summary>
    public ValueTask<Outcome<Order>> Refund(string orderId, RefundAsk ask, Actor actor, CancellationToken cancel) =>
        moving.AndGiveBack(orderId, order => order.Ask(ask, actor, Now), cancel);

    private static List<Arrival> All(Order order, string returnId) =>
        [
            .. (order.AfterSaleSoFar.Returns.FirstOrDefault(one => one.Id == returnId)?.Lines ?? []).Select(line => new Arrival(
                line.ProductId,
                line.Quantity,
                Restock: true
            )),
        ];
}
