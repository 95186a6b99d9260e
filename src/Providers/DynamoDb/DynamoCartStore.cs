// Carts on DynamoDB. One item is the cart, one conditional write of it is a commit; the rows beside it are for other programs.
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <inheritdoc/>
internal sealed class DynamoCartStore(
    Calls calls,
    CartRows rows,
    CartLanes lanes,
    FreshCarts fresh,
    TimeProvider clock,
    IIds ids,
    TimeSpan ttl
) : ICartStore
{
    // Waiting for a turn and having it stay below ICartStore.PatienceMax together.
    private static readonly TimeSpan WorkMax = TimeSpan.FromSeconds(2.4);

    // Only other processes can be in the way, and then one of all succeeds each time.
    private const int ConflictsMax = 24;

    private readonly long ttlMs = (long)ttl.TotalMilliseconds;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public async ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel)
    {
        using var patience = new Patience(WorkMax, cancel);
        if (known is not null)
        {
            var stamp = await Get(userId, CartMeta.StampAttributes, patience);
            if (stamp is null ? known.Version == 0 : CartMeta.IsStill(known, stamp, NowMs))
            {
                return known;
            }
        }

        return await Get(userId, CartMeta.CartAttributes, patience) is { } row
            ? CartMeta.ReadCart(userId, row).At(NowMs)
            : CartState.None(userId);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) =>
        await lanes.Run(command, Decide, cancel);

    /// <summary>The cart's own row.</summary>
    public async Task<CartMeta> Meta(string userId, Patience patience) =>
        await Get(userId, null, patience) is { } row ? CartMeta.Read(userId, row) : CartMeta.None(userId);

    /// <summary>Carries out commands on one cart, one after the other, in one commit.</summary>
    private async Task<Outcome<CartChanged>[]> Decide(IReadOnlyList<CartCommand> commands)
    {
        using var patience = new Patience(WorkMax, CancellationToken.None);
        CartCommit? doubtful = null;
        Outcome<CartChanged>[] replies = [];
        for (var conflicts = 0; conflicts <= ConflictsMax; conflicts++)
        {
            var meta = await Meta(commands[0].UserId, patience);
            if (doubtful is not null && meta.Has(doubtful) != false)
            {
                return meta.Has(doubtful) == true
                    ? await Done(doubtful, replies, patience)
                    : throw new StorageUnavailable("DynamoDB did not say whether the cart was changed.");
            }

            (var commit, replies) = await Decide(meta, commands, patience);
            if (commit is null)
            {
                return replies;
            }

            var (isDone, isCertain) = await Commit(commit, patience);
            if (isDone)
            {
                return await Done(commit, replies, patience);
            }

            doubtful = isCertain ? null : commit;
        }

        throw new Overloaded("Too many processes change this cart at the same time.");
    }

    private async Task<(CartCommit? Commit, Outcome<CartChanged>[] Replies)> Decide(
        CartMeta meta,
        IReadOnlyList<CartCommand> commands,
        Patience patience
    )
    {
        var now = NowMs;
        var records = await Records(meta, commands, patience);
        var turn = new CartTurn(commands[0].UserId, meta.Rev == 0 ? null : meta.Cart, now, ttlMs);
        var news = new Dictionary<string, string>(StringComparer.Ordinal);
        var replies = new Outcome<CartChanged>[commands.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var command = commands[i];
            replies[i] = turn.Decide(command, command.RecordId is { } id ? records.GetValueOrDefault(id) : null);
            if (turn.NewRecord is { } text)
            {
                records[command.RecordId!] = news[command.RecordId!] = text;
            }
        }

        var write = turn.Written();
        return (write is null && news.Count == 0 ? null : new CartCommit(meta, turn.Now, write, news, ids.Next(), now), replies);
    }

    /// <summary>
    /// The texts of the commands' records: from the cart's row where they are young, else from rows of their own, and in this order, as
    /// they move that way.
    /// </summary>
    private async Task<Dictionary<string, string?>> Records(CartMeta meta, IReadOnlyList<CartCommand> commands, Patience patience)
    {
        var wanted = commands.Select(command => command.RecordId).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var texts = await Task.WhenAll(
            wanted.Select(async id =>
                (meta.Records.GetValueOrDefault(id) ?? await rows.Record(meta.Cart.UserId, id, patience)) is { } record
                    ? Packed.Text(record.Text)
                    : null
            )
        );
        return wanted.Zip(texts).ToDictionary(record => record.First, record => record.Second, StringComparer.Ordinal);
    }

    /// <summary>
    /// Tries to commit. A condition that failed says nothing certain when an earlier try was left without an answer: it may have been that
    /// try that broke it.
    /// </summary>
    private async Task<(bool IsDone, bool IsCertain)> Commit(CartCommit commit, Patience patience)
    {
        var request = commit.Request(calls.Table);
        var tries = 0;
        try
        {
            await calls.Run(
                (client, cancel) =>
                {
                    tries++;
                    return client.UpdateItemAsync(request, cancel);
                },
                patience
            );
            return (true, true);
        }
        catch (ConditionalCheckFailedException)
        {
            return (false, tries == 1);
        }
    }

    private async Task<Outcome<CartChanged>[]> Done(CartCommit commit, Outcome<CartChanged>[] replies, Patience patience)
    {
        await rows.Make(commit, patience);
        fresh.Committed(commit.Next.Cart.UserId, commit.Next.Rev);
        return replies;
    }

    private async Task<Dictionary<string, AttributeValue>?> Get(string userId, IReadOnlyList<string>? attributes, Patience patience)
    {
        var request = new GetItemRequest
        {
            TableName = calls.Table,
            Key = Attributes.Key(userId, Names.MetaId),
            ConsistentRead = true,
        };
        if (attributes is not null)
        {
            request.ExpressionAttributeNames = attributes
                .Select((name, i) => (Name: name, Placeholder: "#" + (char)('a' + i)))
                .ToDictionary(pair => pair.Placeholder, pair => pair.Name);
            request.ProjectionExpression = string.Join(", ", request.ExpressionAttributeNames.Keys);
        }

        var answer = await calls.Run((client, cancel) => client.GetItemAsync(request, cancel), patience);
        return answer.Item is { Count: > 0 } row ? row : null;
    }
}
