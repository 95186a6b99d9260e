// The other side of a cart store: all that it keeps, read and written whole, while no shop works with it.
namespace Cartwright.Carts;

/// <summary>
/// Reads and writes what a store keeps of its carts as it is, past their expiry or not: for a move, never for a shop that runs.
/// An interface of its own, so that nothing that serves shoppers can write a cart past <see cref="CartTurn"/>.
/// 1. <see cref="Carts"/> gives each cart that ever was and is not forgotten, with its version, at least once; <see cref="Records"/> each
/// record. In slices of at most <see cref="SliceMax"/>.
/// 2. What was put is what the store then answers: cart, version and expiry to every command, each record to the command of its name.
/// Putting again replaces.
/// 3. What was put tells nobody: no history, no event, no entry of a journal. It is kept for <see cref="KeptLonger"/> at least, however old
/// it is.
/// 4. <see cref="Begin"/> refuses a store that holds carts of others, and takes away what the same move left there before.
/// All throw <c>StorageUnavailable</c> when the store cannot be reached.
/// </summary>
public interface ICartsAtRest
{
    /// <summary>Carts or records at once: some hundred kilobytes.</summary>
    const int SliceMax = 100;

    /// <summary>Nothing that was put may be forgotten while it is compared, nor before the shop has started.</summary>
    static readonly TimeSpan KeptLonger = TimeSpan.FromDays(1);

    /// <summary>Which store it is, for people: with its address, without what is secret.</summary>
    string Where { get; }

    /// <summary>How long after its writing the store forgets a record by itself; null when only a running shop does.</summary>
    TimeSpan? RecordsKept { get; }

    /// <summary>All carts, in no order; a cart may come twice.</summary>
    IAsyncEnumerable<IReadOnlyList<CartState>> Carts(CancellationToken cancel);

    /// <summary>All records, in no order; a record may come twice.</summary>
    IAsyncEnumerable<IReadOnlyList<CartRecord>> Records(CancellationToken cancel);

    /// <summary>The carts of these users, at most <see cref="SliceMax"/>; those who have none are left out.</summary>
    ValueTask<IReadOnlyList<CartState>> Find(IReadOnlyList<string> userIds, CancellationToken cancel);

    /// <summary>These records, at most <see cref="SliceMax"/>; those that are not there are left out.</summary>
    ValueTask<IReadOnlyList<CartRecord>> Find(IReadOnlyList<(string UserId, string RecordId)> records, CancellationToken cancel);

    /// <summary>Gets ready to be filled by a move. Throws <c>ConfigurationRefused</c> when there are carts of others.</summary>
    /// <param name="moveId">The name of the move.</param>
    /// <param name="cancel">Ends the wait; a later call goes on.</param>
    ValueTask Begin(string moveId, CancellationToken cancel);

    /// <summary>Writes carts, at most <see cref="SliceMax"/>, in place of what is there of them.</summary>
    ValueTask Put(IReadOnlyList<CartState> carts, CancellationToken cancel);

    /// <summary>Writes records, at most <see cref="SliceMax"/>, in place of what is there of them.</summary>
    ValueTask Put(IReadOnlyList<CartRecord> records, CancellationToken cancel);
}

/// <summary>What makes a command happen once.</summary>
/// <param name="RecordId">As <see cref="CartCommand.RecordId"/> names it.</param>
/// <param name="Text">As <see cref="CartDecision.Record"/> gave it.</param>
/// <param name="AtMs">When it was written, Unix ms, as well as the store knows it.</param>
public sealed record CartRecord(string UserId, string RecordId, string Text, long AtMs);

/// <summary>One store, opened by a command beside a stopped shop.</summary>
/// <param name="Name">Its value of Carts:Store.</param>
/// <param name="AtRest">All it keeps.</param>
/// <param name="Store">The same carts, for what a shop would still have done with them; null where the database is the store.</param>
/// <param name="Journal">What the database does not have of them yet; null where the database is the store.</param>
/// <param name="Connection">To be closed with it.</param>
public sealed record CartsBeside(
    string Name,
    ICartsAtRest AtRest,
    ICartStore? Store = null,
    ICartJournal? Journal = null,
    IAsyncDisposable? Connection = null
) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
