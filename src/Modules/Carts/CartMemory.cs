// Recently used carts in memory, for the one process that writes them.
using System.Collections.Concurrent;

namespace Cartwright.Carts;

/// <summary>A cart and what was last shown of it.</summary>
internal sealed class RememberedCart(CartState state)
{
    public CartState State => state;

    /// <summary>Made by <see cref="ShowCart"/>; good as long as the facts in it hold.</summary>
    public CartPage? Page { get; set; }
}

/// <summary>
/// Two generations of carts: a cart that is read moves to the young one, and when that is full the old one is dropped whole.
/// A cart never goes back to an older version, so a slow reader cannot undo what a commit put here.
/// </summary>
internal sealed class CartMemory
{
    /// <summary>About 2 KB a cart with its page: both generations together stay under 40 MB.</summary>
    private const int CartsAGeneration = 10_000;

    private readonly Lock gate = new();
    private ConcurrentDictionary<string, RememberedCart> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, RememberedCart> old = new(StringComparer.Ordinal);
    private long turns;

    /// <summary>Take this before reading a cart that shall be remembered.</summary>
    public long Turns => Volatile.Read(ref turns);

    public RememberedCart? Find(string userId)
    {
        if (young.TryGetValue(userId, out var cart))
        {
            return cart;
        }

        if (!old.TryGetValue(userId, out cart))
        {
            return null;
        }

        lock (gate)
        {
            return Put(cart);
        }
    }

    /// <summary>Takes over what a commit wrote.</summary>
    public void Committed(CartState state)
    {
        lock (gate)
        {
            Put(new RememberedCart(state));
        }
    }

    /// <summary>Takes over what was read, unless a generation was dropped meanwhile: it may have held a newer version.</summary>
    public RememberedCart Read(CartState state, long turnsBefore)
    {
        var cart = new RememberedCart(state);
        lock (gate)
        {
            return turns == turnsBefore ? Put(cart) : cart;
        }
    }

    private RememberedCart Put(RememberedCart cart)
    {
        var id = cart.State.UserId;
        if ((young.TryGetValue(id, out var there) || old.TryGetValue(id, out there)) && there.State.Version >= cart.State.Version)
        {
            cart = there;
        }

        if (young.Count >= CartsAGeneration && !young.ContainsKey(id))
        {
            old = young;
            young = new(StringComparer.Ordinal);
            Volatile.Write(ref turns, turns + 1);
        }

        young[id] = cart;
        return cart;
    }
}
