// Recently used carts in memory, for the one process that writes them.
namespace Cartwright.Carts;

/// <summary>A mirror of rows. A cart never goes back to an older version, so a slow reader cannot undo what a commit put here.</summary>
internal sealed class CartMemory
{
    /// <summary>About 1 KB a cart of five lines: both generations together stay under 20 MB.</summary>
    private const int CartsAGeneration = 10_000;

    private readonly Recent<CartState> carts = new(CartsAGeneration);

    /// <summary>Take this before reading a cart that shall be remembered.</summary>
    public long Turns => carts.Turns;

    public CartState? Find(string userId) => carts.Find(userId);

    /// <summary>Takes over what a commit wrote.</summary>
    public void Committed(CartState state) => carts.Keep(state.UserId, state, there => there.Version < state.Version);

    /// <summary>Takes over what was read, unless a generation was dropped meanwhile: it may have held a newer version.</summary>
    public CartState Read(CartState state, long turnsBefore) =>
        carts.Keep(state.UserId, state, there => there.Version < state.Version, turnsBefore);
}
