// Where the last activity of carts is kept when that is not the module's database: carts:activity in Redis.

namespace Cartwright.Carts;

/// <summary>
/// Who changed a cart when. A hint that saves the database the search: what is abandoned is decided in the database, and a cart that is
/// missing here is found there, a little later.
/// </summary>
public interface ICartActivity
{
    /// <summary>Notes a change; must not block or throw. A note that is lost costs the hint only.</summary>
    void Touched(string userId, long atMs);

    /// <summary>Owners of carts without activity since a moment, longest idle first. Throws <c>StorageUnavailable</c>.</summary>
    ValueTask<IReadOnlyList<string>> Idle(long beforeMs, int max, CancellationToken cancel);

    /// <summary>Drops these, unless there was activity since.</summary>
    ValueTask Forget(IReadOnlyList<string> userIds, long beforeMs, CancellationToken cancel);
}
