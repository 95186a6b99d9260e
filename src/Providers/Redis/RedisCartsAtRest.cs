// All carts and records in Redis, whole: found by the names of their keys.
using System.Runtime.CompilerServices;
using Cartwright.Carts;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
/// <param name="connection">To Redis.</param>
/// <param name="clock">Says how old a record is.</param>
/// <param name="ttl">How long a cart lives after a change.</param>
internal sealed class RedisCartsAtRest(RedisConnection connection, TimeProvider clock, TimeSpan ttl) : ICartsAtRest
{
    /// <summary>Keys that Redis looks at in one step.</summary>
    private const int ScannedAtOnce = 500;

    private readonly TimeSpan recordsKept = ttl + RedisCartStore.RecordsKeptLonger;

    /// <inheritdoc/>
    public string Where => "Redis at " + connection.Address;

    /// <inheritdoc/>
    public TimeSpan? RecordsKept => recordsKept;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartState>> Carts([EnumeratorCancellation] CancellationToken cancel)
    {
        // A cart that is there has a past too. Should another program have taken one of the two away, the other still tells of it.
        await foreach (var keys in Keys([RedisKeys.CartPrefix, RedisKeys.PastPrefix], cancel))
        {
            string[] users = [.. keys.Select(RedisKeys.UserOf).OfType<string>().Distinct(StringComparer.Ordinal)];
            yield return await Find(users, cancel);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartRecord>> Records([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var keys in Keys([RedisKeys.RecordPrefix], cancel))
        {
            (string, string)[] records = [.. keys.Select(RedisKeys.RecordOf).OfType<(string, string)>().Distinct()];
            yield return await Find(records, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartState>> Find(IReadOnlyList<string> userIds, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var asked = userIds
            .Select(userId =>
                (
                    UserId: userId,
                    Cart: database.HashGetAllAsync(RedisKeys.Cart(userId)),
                    Past: database.StringGetAsync(RedisKeys.Past(userId))
                )
            )
            .ToList();
        var carts = new List<CartState>(asked.Count);
        foreach (var (userId, cart, past) in asked)
        {
            var fields = await RedisCartStore.Fields(connection, userId, cart, cancel);
            var before = await connection.Answer(past, cancel);
            var now = NowMs;
            var stored = fields.Length > 0 ? StoredCart.Of(userId, fields) : StoredCart.WithoutLines(userId, before, now);

            // What lines it had before it went is not known, but that it is empty.
            if ((stored.Gone ? stored.State!.At(now) : stored.State) is { } state)
            {
                carts.Add(state);
            }
        }

        return carts;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartRecord>> Find(
        IReadOnlyList<(string UserId, string RecordId)> records,
        CancellationToken cancel
    )
    {
        var database = await connection.Database(cancel);
        var texts = await connection.Answer(
            Task.WhenAll(records.Select(record => database.StringGetWithExpiryAsync(RedisKeys.Record(record.UserId, record.RecordId)))),
            cancel
        );
        var now = NowMs;
        return
        [
            .. records
                .Zip(texts)
                .Where(pair => pair.Second.Value.HasValue)
                .Select(pair => new CartRecord(
                    pair.First.UserId,
                    pair.First.RecordId,
                    (string)pair.Second.Value!,
                    now - (long)(recordsKept - (pair.Second.Expiry ?? recordsKept)).TotalMilliseconds
                )),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask Begin(string moveId, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var ours = (string?)await connection.Answer(database.StringGetAsync(RedisKeys.Moved), cancel) == moveId;
        string[] prefixes = [RedisKeys.CartPrefix, RedisKeys.PastPrefix, RedisKeys.RecordPrefix];

        // The journal is there from the first change by a shop on, also when it is empty.
        var others = await connection.Answer(database.KeyExistsAsync(RedisKeys.Journal), cancel);
        await foreach (var keys in Keys(prefixes, cancel))
        {
            if (!ours || others)
            {
                others = true;
                break;
            }

            await connection.Answer(database.KeyDeleteAsync([.. keys]), cancel);
        }

        if (others)
        {
            throw new ConfigurationRefused(
                $"{Where} holds carts already ({(ours ? "a shop has worked there since this move began" : "of another shop, or from an earlier time")}), and a move never mixes them. "
                    + "Name another server or database, such as Redis=localhost:6379,defaultDatabase=1; or, if nobody needs those carts, delete its keys cart:* and carts:*."
            );
        }

        await connection.Answer(database.StringSetAsync(RedisKeys.Moved, moveId), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartState> carts, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var text = new RedisCartText();
        var sent = new List<Task>(carts.Count);
        foreach (var cart in carts)
        {
            var meta = text.Meta(CartHead.Of(cart));
            HashEntry[] fields =
            [
                new(RedisKeys.Meta, meta),
                .. cart.Items.Select(item => new HashEntry(RedisKeys.Field(item.ProductId), text.Line(item))),
            ];
            var lives = TimeSpan.FromMilliseconds(Math.Max(0, cart.ExpiresMs - NowMs));

            // In one step, so that a cart is there whole or as before.
            var step = database.CreateTransaction();
            _ = step.KeyDeleteAsync(RedisKeys.Cart(cart.UserId));
            _ = step.HashSetAsync(RedisKeys.Cart(cart.UserId), fields);
            _ = step.KeyExpireAsync(RedisKeys.Cart(cart.UserId), Longer(lives));
            _ = step.StringSetAsync(RedisKeys.Past(cart.UserId), meta, ttl + RedisCartStore.PastKeptLonger);
            sent.Add(step.ExecuteAsync());
        }

        await connection.Answer(Whole(sent), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartRecord> records, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        await connection.Answer(
            Task.WhenAll(
                records.Select(record =>
                    database.StringSetAsync(
                        RedisKeys.Record(record.UserId, record.RecordId),
                        record.Text,
                        Longer(TimeSpan.FromMilliseconds(record.AtMs - NowMs) + recordsKept)
                    )
                )
            ),
            cancel
        );
    }

    private static TimeSpan Longer(TimeSpan kept) => kept > ICartsAtRest.KeptLonger ? kept : ICartsAtRest.KeptLonger;

    private static async Task<bool> Whole(List<Task> sent)
    {
        await Task.WhenAll(sent);
        return true;
    }

    /// <summary>The keys that begin so, in slices; one may come twice.</summary>
    private async IAsyncEnumerable<IReadOnlyList<RedisKey>> Keys(string[] prefixes, [EnumeratorCancellation] CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var cursor = "0";
        do
        {
            var reply = (RedisResult[])
                (
                    await connection.Answer(
                        database.ExecuteAsync("SCAN", cursor, "MATCH", RedisKeys.AllCarts, "COUNT", ScannedAtOnce),
                        cancel
                    )
                )!;
            cursor = (string)reply[0]!;
            var keys = ((RedisKey[])reply[1]!).Where(key => Array.Exists(prefixes, prefix => RedisKeys.Begins(key, prefix)));
            foreach (var slice in keys.Chunk(ICartsAtRest.SliceMax))
            {
                yield return slice;
            }
        } while (cursor != "0");
    }
}
