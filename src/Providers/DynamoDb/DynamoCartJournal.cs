// The journal that each cart keeps in its own row, found by a sparse index; and the place where rows are made good.
using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <inheritdoc/>
internal sealed class DynamoCartJournal(
    Calls calls,
    DynamoCartStore store,
    CartRows rows,
    CartLanes lanes,
    FreshCarts fresh,
    TimeProvider clock
) : ICartJournal
{
    /// <summary>
    /// A request that was under way when its sender stalled may still be carried out, until DynamoDB finds its signature too old: 15
    /// minutes. So a row written after its line's removal cannot appear later than that, and a cart is looked at once more when the time is
    /// over.
    /// </summary>
    public static readonly TimeSpan LateMax = TimeSpan.FromMinutes(16);

    // A page of work: the carrier asks again.
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(4);
    private const int CartsAtOnce = 16;
    private const int ConflictsMax = 4;

    /// <inheritdoc/>
    public Signal Written => fresh.Written;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel)
    {
        using var patience = new Patience(ReadMax, cancel);
        var entries = new List<JournalEntry>();
        foreach (var carts in (await Listed(max, patience)).Chunk(CartsAtOnce))
        {
            var metas = await Task.WhenAll(carts.Select(userId => store.Meta(userId, patience)));

            // Nothing to carry: a record without a change, or a cart to look at once more after a removal.
            await Task.WhenAll(metas.Where(meta => meta.Journal.Count == 0).Select(meta => Settle(meta.Cart.UserId, 0, cancel)));
            foreach (var meta in metas)
            {
                entries.AddRange(
                    meta.Journal.Select(held => new JournalEntry(held.Rev.ToString(CultureInfo.InvariantCulture), meta.Entry(held)))
                );
            }

            if (entries.Count >= max)
            {
                break;
            }
        }

        return entries.Count > max ? entries.GetRange(0, max) : entries;
    }

    /// <inheritdoc/>
    public async ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        var carts = entries
            .GroupBy(entry => entry.Write.Head.UserId, StringComparer.Ordinal)
            .Select(cart => (UserId: cart.Key, Rev: cart.Max(entry => long.Parse(entry.Id, CultureInfo.InvariantCulture))));
        foreach (var some in carts.Chunk(CartsAtOnce))
        {
            await Task.WhenAll(some.Select(cart => Settle(cart.UserId, cart.Rev, cancel)));
        }
    }

    /// <summary>
    /// Makes the rows of a cart good, and then drops what its own row need not hold any longer: entries up to a commit, and all records.
    /// </summary>
    private async Task Settle(string userId, long carriedRev, CancellationToken cancel)
    {
        using var patience = new Patience(SettleMax, cancel);
        try
        {
            await lanes.Alone(userId, () => Settle(userId, carriedRev, patience), patience.Token);
        }
        catch (OperationCanceledException failure) when (!cancel.IsCancellationRequested)
        {
            throw new StorageUnavailable("DynamoDB takes too long.", failure);
        }
    }

    private async Task Settle(string userId, long carriedRev, Patience patience)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            var meta = await store.Meta(userId, patience);
            if (meta.JournalAt is null)
            {
                fresh.Settled(userId, meta.Rev);
                return;
            }

            await rows.Mend(meta, patience);
            if (await Drop(meta, carriedRev, patience))
            {
                fresh.Settled(userId, meta.Journal.All(entry => entry.Rev <= carriedRev) ? meta.Rev : carriedRev);
                return;
            }
        }

        // Other processes keep changing the cart; what is not forgotten comes again and does no harm.
    }

    // Takes no number of its own, so that no command finds it in its way: they agree on what the row holds, whichever comes first.
    private async Task<bool> Drop(CartMeta meta, long carriedRev, Patience patience)
    {
        var update = new Update(calls.Table, meta.Cart.UserId);
        var left = meta.Journal.Count;
        foreach (var entry in meta.Journal.Where(entry => entry.Rev <= carriedRev))
        {
            update.RemoveWithin("journal", entry.Key);
            left--;
        }

        foreach (var record in meta.Records.Keys)
        {
            update.RemoveWithin("records", record);
        }

        var againAt = meta.RemovedMs + (long)LateMax.TotalMilliseconds;
        if (left == 0 && againAt > clock.GetUtcNow().ToUnixTimeMilliseconds())
        {
            update.Set(Names.JournalAt, Attributes.Of(againAt));
        }
        else if (left == 0)
        {
            update.Remove(Names.JournalShard);
            update.Remove(Names.JournalAt);
            update.Remove("removed_ms");
        }

        if (update.IsEmpty)
        {
            return true;
        }

        var request = update.If($"{update.Name(Names.Rev)} = {update.Value(Attributes.Of(meta.Rev))}");
        try
        {
            await calls.Run((client, token) => client.UpdateItemAsync(request, token), patience);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Owners of the carts that want to be looked at now, the longest waiting first.</summary>
    private async Task<IEnumerable<string>> Listed(int max, Patience patience)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var shards = await Task.WhenAll(
            Enumerable
                .Range(0, Names.Shards)
                .Select(shard =>
                    calls.Run(
                        (client, token) =>
                            client.QueryAsync(
                                new QueryRequest
                                {
                                    TableName = calls.Table,
                                    IndexName = Names.JournalIndex,
                                    KeyConditionExpression = "#s = :s AND #a <= :a",
                                    ExpressionAttributeNames = new() { ["#s"] = Names.JournalShard, ["#a"] = Names.JournalAt },
                                    ExpressionAttributeValues = new() { [":s"] = Attributes.Of(shard), [":a"] = Attributes.Of(now) },
                                    Limit = max,
                                },
                                token
                            ),
                        patience
                    )
                )
        );
        return shards
            .SelectMany(page => page.Items ?? [])
            .OrderBy(row => row.Number(Names.JournalAt))
            .Select(row => row.Text(Names.UserId)!)
            .Concat(fresh.UserIds)
            .Distinct(StringComparer.Ordinal);
    }
}
