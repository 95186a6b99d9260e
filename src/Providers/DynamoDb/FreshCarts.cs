// Carts that this process has just changed. DynamoDB's indexes lag a little behind its rows; who looks for our own changes need not wait
// for them.
using System.Collections.Concurrent;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>A hint beside the journal's index; losing it costs that lag only.</summary>
internal sealed class FreshCarts
{
    // A carrier that cannot keep up finds the rest by the index.
    private const int CartsMax = 10_000;

    private readonly ConcurrentDictionary<string, long> revs = new(StringComparer.Ordinal);

    /// <summary>Raised by each commit.</summary>
    public Signal Written { get; } = new();

    public ICollection<string> UserIds => revs.Keys;

    public void Committed(string userId, long rev)
    {
        if (revs.Count < CartsMax)
        {
            revs[userId] = rev;
        }

        Written.Raise();
    }

    /// <summary>Nothing up to this commit waits any more.</summary>
    public void Settled(string userId, long rev)
    {
        if (revs.TryGetValue(userId, out var last) && last <= rev)
        {
            revs.TryRemove(KeyValuePair.Create(userId, last));
        }
    }
}
