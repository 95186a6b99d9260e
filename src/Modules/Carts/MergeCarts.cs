// A guest's cart moves into another cart: at sign-in, or by the link of a reminder.
using Cartwright.Contracts;

namespace Cartwright.Carts;

internal sealed class MergeCarts(ICartStore store, Offers offers, CartSettings settings)
{
    /// <summary>
    /// Two carts, two commands: the first leaves in the guest's cart what the second needs, so that a crash between them loses nothing.
    /// Safe to repeat.
    /// </summary>
    /// <param name="guestId">Whose cart is emptied.</param>
    /// <param name="userId">Whose cart takes it in.</param>
    /// <param name="intoGuest">Whether that is a guest's, too; kept with the cart if it is made now.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<Outcome<Received>> Run(string guestId, string userId, bool intoGuest, CancellationToken cancel)
    {
        if (!(await store.Change(new HandOver(guestId, userId, userId), cancel)).Is(out var handed, out var refused))
        {
            return refused;
        }

        var rounds = CartRules.Read<HandedOver>(handed.Record)!;
        if (
            !(await offers.Many(rounds.Rounds.SelectMany(round => round.Items).Select(item => item.ProductId), cancel)).Is(
                out var offered,
                out refused
            )
        )
        {
            return refused;
        }

        return (
            await store.Change(new Receive(userId, userId, guestId, rounds, offered, settings.Merge) { Guest = intoGuest }, cancel)
        ).Then(received => CartRules.Read<Received>(received.Record)!);
    }
}
