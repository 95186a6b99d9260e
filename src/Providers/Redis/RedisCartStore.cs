// Carts in Redis: a hash a cart, changed by one script that looks whether anything came between.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// Keeps carts as <c>docs/decisions/0009-carts-on-redis.md</c> says. A command on a cart that this process knows takes one round trip, any
/// other two.
/// </summary>
internal sealed class RedisCartStore : ICartStore, IDisposable
{
    /// <summary>
    /// The version of a cart is remembered this much longer than the cart, so that it does not fall when its owner returns after a year.
    /// </summary>
    public static readonly TimeSpan PastKeptLonger = TimeSpan.FromDays(400);

    /// <summary>Records are kept this much longer than a cart lives: whoever repeats a command has long given up by then.</summary>
    public static readonly TimeSpan RecordsKeptLonger = TimeSpan.FromDays(30);

    /// <summary>
    /// Each lost race means that another command was carried out; of ten processes at one cart, one in forty thousand commands loses so
    /// many.
    /// </summary>
    private const int RacesMax = 100;

    /// <summary>About 1.5 KB a cart: both generations together stay under 30 MB.</summary>
    private const int CartsAGeneration = 10_000;

    private readonly RedisConnection connection;
    private readonly RedisCartJournal journal;
    private readonly TimeProvider clock;
    private readonly long ttlMs;
    private readonly RedisCommits commits;
    private readonly RedisLanes lanes;

    // Carts as they were last seen. That one is still so is found out by the script, or by reading #meta alone.
    private readonly Recent<StoredCart> seen = new(CartsAGeneration);

    /// <param name="connection">To Redis.</param>
    /// <param name="journal">What is written together with the carts.</param>
    /// <param name="clock">Gives the moment of a command.</param>
    /// <param name="ttl">How long a cart lives after a change.</param>
    /// <param name="entriesMax">Entries that the journal may hold.</param>
    public RedisCartStore(
        RedisConnection connection,
        RedisCartJournal journal,
        TimeProvider clock,
        TimeSpan ttl,
        int entriesMax = RedisCartJournal.EntriesMax
    )
    {
        this.connection = connection;
        this.journal = journal;
        this.clock = clock;
        lanes = new RedisLanes(connection.RoundTrip);
        ttlMs = (long)ttl.TotalMilliseconds;
        commits = new RedisCommits(
            connection,
            new RedisScript(
                "commit.lua",
                ("cart_ms", ttlMs),
                ("past_ms", (long)(ttl + PastKeptLonger).TotalMilliseconds),
                ("record_ms", (long)(ttl + RecordsKeptLonger).TotalMilliseconds),
                ("journal_entries", entriesMax)
            )
        );
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public void Dispose() => lanes.Dispose();

    /// <inheritdoc/>
    public async ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel)
    {
        var kept = seen.Find(userId);
        if (known is not null || kept is not null)
        {
            var database = await connection.Database(cancel);
            var meta = await connection.Answer(database.HashGetAsync(RedisKeys.Cart(userId), RedisKeys.Meta), cancel);
            if (meta.HasValue)
            {
                var bytes = (byte[])meta!;
                if (kept is not null && bytes.AsSpan().SequenceEqual(kept.Meta))
                {
                    return Prefer(known, kept.State!.At(NowMs));
                }

                if (known is not null && IsOf(StoredCart.Head(userId, bytes), known, NowMs))
                {
                    return known;
                }
            }
        }

        var (stored, _) = await Read(userId, null, cancel);
        return Prefer(known, stored.State?.At(NowMs) ?? CartState.None(userId));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel)
    {
        var lane = await lanes.Enter(command.UserId, cancel);
        try
        {
            return await Decide(command, cancel);
        }
        finally
        {
            lane.Release();
        }
    }

    // Whether it is the same cart at the same moment; a cart made anew can have the version of the one before it.
    private static bool Same(CartState left, CartState right) =>
        left.Version == right.Version && left.UpdatedMs == right.UpdatedMs && left.CreatedMs == right.CreatedMs;

    private static CartState Prefer(CartState? known, CartState now) => known is not null && Same(known, now) ? known : now;

    private static bool IsOf(CartHead head, CartState known, long nowMs) =>
        head.Lines > 0 && head.ExpiresMs <= nowMs
            ? known.Items.Count == 0
                && known.Version == head.Version + 1
                && known.UpdatedMs == head.ExpiresMs
                && known.CreatedMs == head.CreatedMs
            : known.Version == head.Version && known.UpdatedMs == head.UpdatedMs && known.CreatedMs == head.CreatedMs;

    private async ValueTask<Outcome<CartChanged>> Decide(CartCommand command, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var remembered = command.RecordId is null ? seen.Find(command.UserId) : null;
        for (var races = 0; races < RacesMax && clock.GetElapsedTime(began) < connection.RoundTrip; races++)
        {
            var (stored, record) = remembered is null ? await Read(command.UserId, command.RecordId, cancel) : (remembered, null);
            var turn = new CartTurn(command.UserId, stored.State, NowMs, ttlMs);
            var outcome = turn.Decide(command, record);
            var write = turn.Written();
            if (write is null && turn.NewRecord is null)
            {
                if (remembered is null)
                {
                    return outcome;
                }

                // Nothing to write means nothing to compare; so what was decided must be decided on the cart as it is.
                remembered = null;
                continue;
            }

            if (await Save(command, turn, stored, record, write))
            {
                return outcome;
            }

            remembered = null;
        }

        throw new Overloaded($"Other processes change the cart of {command.UserId} all the time.");
    }

    private async ValueTask<(StoredCart Cart, string? Record)> Read(string userId, string? recordId, CancellationToken cancel)
    {
        var key = RedisKeys.Cart(userId);
        var database = await connection.Database(cancel);
        var record = recordId is null ? null : database.StringGetAsync(RedisKeys.Record(userId, recordId));
        var fields = await Fields(connection, userId, database.HashGetAllAsync(key), cancel);
        byte[]? past = null;
        if (fields.Length == 0)
        {
            // The past first: were it read after the cart, a cart made between the two would look like one that Redis let go.
            var before = database.StringGetAsync(RedisKeys.Past(userId));
            var again = database.HashGetAllAsync(key);
            past = await connection.Answer(before, cancel);
            fields = await Fields(connection, userId, again, cancel);
        }

        var stored = fields.Length > 0 ? StoredCart.Of(userId, fields) : StoredCart.WithoutLines(userId, past, NowMs);
        if (stored.Meta.Length > 0)
        {
            seen.Keep(userId, stored, _ => true);
        }

        return (stored, record is null ? null : (string?)await connection.Answer(record, cancel));
    }

    /// <summary>The fields of a cart's hash. Throws <see cref="InvalidDataException"/> when the key is of another type.</summary>
    internal static async ValueTask<HashEntry[]> Fields(
        RedisConnection connection,
        string userId,
        Task<HashEntry[]> asked,
        CancellationToken cancel
    )
    {
        try
        {
            return await connection.Answer(asked, cancel);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"The key cart:{userId} in Redis is not a hash: another program wrote it. Move it away to give its owner a cart again.",
                e
            );
        }
    }

    /// <summary>
    /// Writes cart, record and journal in one step; false when the cart or the record is no longer what was read. Once begun it is not
    /// cancelled.
    /// </summary>
    private async ValueTask<bool> Save(CartCommand command, CartTurn turn, StoredCart stored, string? record, CartWrite? write)
    {
        var userId = command.UserId;
        RedisKey[] keys = command.RecordId is null
            ? [RedisKeys.Cart(userId), RedisKeys.Past(userId)]
            : [RedisKeys.Cart(userId), RedisKeys.Past(userId), RedisKeys.Record(userId, command.RecordId)];
        if (write is not null && stored.Gone)
        {
            // The lines that went with the hash are not known by name.
            write = write with
            {
                Gone = [],
                Whole = true,
            };
        }

        var text = new RedisCartText();
        var meta = write is null ? [] : text.Meta(write.Head);
        switch (await commits.Run(keys, Arguments(command, turn, stored, record, write, text, meta)))
        {
            case "0":
                return false;
            case "-1":
                throw new Overloaded("As many changes of carts as the journal may hold wait to be taken into the database.");
            case "1" when write is null:
                return true;
            case "1":
                seen.Keep(userId, new StoredCart(meta, [], turn.Now), _ => true);
                journal.Written.Raise();
                return true;
            case var wrong:
                throw connection.Refused($"The cart of {userId} could not be written: {wrong}", wrong);
        }
    }

    private static RedisValue[] Arguments(
        CartCommand command,
        CartTurn turn,
        StoredCart stored,
        string? record,
        CartWrite? write,
        RedisCartText text,
        byte[] meta
    )
    {
        const int Compared = 5,
            Fixed = 8;
        const string NoRecord = "-";
        var pairs = write is null ? 0 : write.Put.Count + 1;
        var arguments = new RedisValue[write is null ? Compared : Fixed + (2 * pairs) + write.Gone.Count];
        arguments[0] = stored.Meta;
        arguments[1] = stored.Past;
        arguments[2] = command.RecordId is null ? NoRecord : record ?? string.Empty;
        arguments[3] = turn.NewRecord ?? string.Empty;
        arguments[4] = write is null ? string.Empty : text.Write(write);
        if (write is null)
        {
            return arguments;
        }

        arguments[5] = turn.Now.UserId;
        arguments[6] = turn.Now.UpdatedMs;
        arguments[7] = 2 * pairs;
        var at = Fixed;
        arguments[at++] = RedisKeys.Meta;
        arguments[at++] = meta;
        foreach (var item in write.Put)
        {
            arguments[at++] = RedisKeys.Field(item.ProductId);
            arguments[at++] = text.Line(item);
        }

        foreach (var productId in write.Gone)
        {
            arguments[at++] = RedisKeys.Field(productId);
        }

        return arguments;
    }
}
