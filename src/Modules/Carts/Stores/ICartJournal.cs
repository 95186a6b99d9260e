// What a store outside the module's database owes the shop: that nothing it did is missing from history, lists and events.
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>
/// The journal of a store that shares no transaction with the module's database. The store adds an entry together with the cart, in one
/// atomic step; <see cref="CartCarrier"/> takes the entries into the database, each once, and then has them forgotten. Until then they are
/// kept as safely as the carts.
/// </summary>
public interface ICartJournal
{
    /// <summary>Raised after an entry was added by this process.</summary>
    Signal Written { get; }

    /// <summary>The oldest entries that are not forgotten; those of one cart in the order of their versions, without a gap.</summary>
    /// <param name="max">Entries at most.</param>
    /// <param name="cancel">Ends the wait.</param>
    ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel);

    /// <summary>Drops entries that the database now has. Forgetting twice does nothing.</summary>
    ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel);
}

/// <summary>One entry.</summary>
/// <param name="Id">The store's own name for it.</param>
/// <param name="Write">What was done, as <see cref="CartTurn.Written"/> gave it.</param>
public sealed record JournalEntry(string Id, CartWrite Write);
