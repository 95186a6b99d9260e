// rec:{product_id}: which products go together, in sorted sets that other programs can read.
using System.Text;
using Cartwright.Kernel;
using Cartwright.Recommendations;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
internal sealed class RedisAffinities(RedisConnection connection) : IAffinityCopy
{
    /// <summary>Set when all is there; it goes with the rest when Redis is wiped. No product's key is like it.</summary>
    private static readonly RedisKey Whole = "recommendations:whole";

    /// <summary>What a process that ended in the middle left goes after this; a filling takes minutes.</summary>
    private static readonly TimeSpan FillingKept = TimeSpan.FromDays(1);

    // An id that is no text in UTF-8 would share its key with others of the kind.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyList<Near>>> Of(IReadOnlyList<string> productIds, CancellationToken cancel)
    {
        // All on their way at once. The mark last, so that what was wiped while we read is not taken for nothing.
        var database = await connection.Database(cancel);
        var asked = Array.ConvertAll([.. productIds], id => database.SortedSetRangeByRankWithScoresAsync(Key(id), order: Order.Descending));
        var whole = database.KeyExistsAsync(Whole);
        var lists = new IReadOnlyList<Near>[asked.Length];
        try
        {
            var entries = await connection.Answer(Task.WhenAll(asked), cancel);
            for (var i = 0; i < lists.Length; i++)
            {
                // Redis puts the higher id first where scores are equal.
                lists[i] =
                [
                    .. entries[i]
                        .Select(e => new Near((string)e.Element!, e.Score))
                        .OrderByDescending(near => near.Score)
                        .ThenBy(near => near.ProductId, StringComparer.Ordinal),
                ];
            }
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            throw new StorageUnavailable(
                $"Redis at {connection.Address} has a key rec:* that is no sorted set: another program wrote it. "
                    + "The next change of that product replaces it.",
                e
            );
        }

        return await connection.Answer(whole, cancel)
            ? lists
            : throw new StorageUnavailable($"Redis at {connection.Address} does not have all recommendations yet.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsWhole(CancellationToken cancel) =>
        await connection.Answer((await connection.Database(cancel)).KeyExistsAsync(Whole), cancel);

    /// <inheritdoc/>
    public async ValueTask Begin(string filling, CancellationToken cancel) =>
        await connection.Answer((await connection.Database(cancel)).StringSetAsync(Filling(filling), "1", FillingKept), cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> Finish(string filling, CancellationToken cancel)
    {
        var step = (await connection.Database(cancel)).CreateTransaction();
        step.AddCondition(Condition.KeyExists(Filling(filling)));
        _ = step.StringSetAsync(Whole, "1");
        _ = step.KeyDeleteAsync(Filling(filling));
        return await connection.Answer(step.ExecuteAsync(), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<(string ProductId, IReadOnlyList<Near> Neighbours)> products, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        await connection.Answer(Task.WhenAll(products.Select(product => Replace(database, product.ProductId, product.Neighbours))), cancel);
    }

    private static RedisKey Filling(string name) => "recommendations:filling:" + name;

    private static RedisKey Key(string productId) => Strict.GetBytes("rec:" + productId);

    // In one step, so that a reader finds the old set or the new one.
    private static async Task<bool> Replace(IDatabase database, string productId, IReadOnlyList<Near> neighbours)
    {
        var step = database.CreateTransaction();
        List<Task> parts = [step.KeyDeleteAsync(Key(productId))];
        if (neighbours.Count > 0)
        {
            parts.Add(
                step.SortedSetAddAsync(Key(productId), [.. neighbours.Select(near => new SortedSetEntry(near.ProductId, near.Score))])
            );
        }

        var done = await step.ExecuteAsync();
        await Task.WhenAll(parts);
        return done;
    }
}
