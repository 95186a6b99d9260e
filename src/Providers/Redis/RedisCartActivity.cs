// carts:activity: who changed a cart when, in a sorted set.
using Cartwright.Carts;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
/// <param name="connection">To Redis.</param>
/// <param name="kept">Whether the store writes the set itself, together with each change.</param>
internal sealed class RedisCartActivity(RedisConnection connection, bool kept) : ICartActivity
{
    /// <summary>Carts whose change is not sent yet; beyond it hints are lost, which the database finds later.</summary>
    private const int WaitingMax = 10_000;

    /// <summary>Members of one command.</summary>
    private const int AtOnce = 500;

    private static readonly RedisScript Drop = new("forget.lua");

    private readonly Lock gate = new();
    private Dictionary<string, long> waiting = new(StringComparer.Ordinal);
    private bool sending;

    /// <inheritdoc/>
    public void Touched(string userId, long atMs)
    {
        if (kept)
        {
            return;
        }

        lock (gate)
        {
            if (waiting.TryGetValue(userId, out var before) ? before < atMs : waiting.Count < WaitingMax)
            {
                waiting[userId] = atMs;
            }

            if (sending)
            {
                return;
            }

            sending = true;
        }

        _ = Send();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> Idle(long beforeMs, int max, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var members = await connection.Answer(
            database.SortedSetRangeByScoreAsync(
                RedisKeys.Activity,
                double.NegativeInfinity,
                beforeMs,
                Exclude.Stop,
                Order.Ascending,
                0,
                max
            ),
            cancel
        );
        return Array.ConvertAll(members, member => (string)member!);
    }

    /// <inheritdoc/>
    public async ValueTask Forget(IReadOnlyList<string> userIds, long beforeMs, CancellationToken cancel)
    {
        foreach (var some in userIds.Chunk(AtOnce))
        {
            await Drop.Run(connection, [RedisKeys.Activity], [beforeMs, .. some], cancel);
        }
    }

    // What comes in while a command is on its way goes with the next one.
    private async Task Send()
    {
        for (var batch = Take(); batch.Count > 0; batch = Take())
        {
            try
            {
                foreach (var some in batch.Chunk(AtOnce))
                {
                    var entries = Array.ConvertAll(some, one => new SortedSetEntry(one.Key, one.Value));
                    var database = await connection.Database(CancellationToken.None);
                    await connection.Answer(
                        database.SortedSetAddAsync(RedisKeys.Activity, entries, SortedSetWhen.GreaterThan),
                        CancellationToken.None
                    );
                }
            }
            catch (Exception e) when (e is StorageUnavailable or RedisException)
            {
                // The hints of this batch are lost; the database finds the carts without them.
            }
        }
    }

    private Dictionary<string, long> Take()
    {
        lock (gate)
        {
            var batch = waiting;
            waiting = new(StringComparer.Ordinal);
            sending = batch.Count > 0;
            return batch;
        }
    }
}
