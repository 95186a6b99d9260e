// All carts and records in the table, whole: found by reading it from one end to the other.
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <inheritdoc/>
internal sealed class DynamoCartsAtRest(Calls calls, DynamoCartStore store, CartRows rows, TimeProvider clock) : ICartsAtRest
{
    // A slice of reads or writes, a few of them at once.
    private static readonly TimeSpan SliceTime = TimeSpan.FromSeconds(60);
    private const int AtOnce = 16;

    private static readonly Dictionary<string, AttributeValue> MoveKey = Attributes.Key(Names.MoveUser, Names.MoveId);

    private string mark = Names.MovedPrefix;

    /// <inheritdoc/>
    public string Where => "DynamoDB, table " + calls.Table;

    /// <inheritdoc/>
    public TimeSpan? RecordsKept => rows.RecordsKept;

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartState>> Carts([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var page in Scan("#i = :i", new() { [":i"] = Attributes.Of(Names.MetaId) }, cancel))
        {
            // At version 0 there is a record and no cart.
            yield return [.. page.Where(row => row.Number("version") > 0).Select(row => CartMeta.ReadCart(row.Text(Names.UserId)!, row))];
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<CartRecord>> Records([EnumeratorCancellation] CancellationToken cancel)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [":i"] = Attributes.Of(Names.MetaId),
            [":r"] = Attributes.Of(Names.RecordPrefix),
        };
        await foreach (var page in Scan("#i = :i OR begins_with(#i, :r)", values, cancel))
        {
            // A young record is in the cart's own row, which has the last word, until it has one of its own.
            var names = page.SelectMany(row =>
                    row.Text(Names.ItemId) is { } id && id != Names.MetaId
                        ? [(row.Text(Names.UserId)!, id[Names.RecordPrefix.Length..])]
                        : row.Map("records").Keys.Select(record => (row.Text(Names.UserId)!, record))
                )
                .Distinct();
            foreach (var slice in names.Chunk(ICartsAtRest.SliceMax))
            {
                yield return await Find(slice, cancel);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartState>> Find(IReadOnlyList<string> userIds, CancellationToken cancel)
    {
        using var patience = new Patience(SliceTime, cancel);
        return [.. (await Each(userIds, userId => store.Meta(userId, patience))).Select(meta => meta.Cart).Where(cart => cart.Version > 0)];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CartRecord>> Find(
        IReadOnlyList<(string UserId, string RecordId)> records,
        CancellationToken cancel
    )
    {
        using var patience = new Patience(SliceTime, cancel);
        var held = await Each(
            records,
            async record =>
                (await store.Meta(record.UserId, patience)).Records.GetValueOrDefault(record.RecordId)
                ?? await rows.Record(record.UserId, record.RecordId, patience)
        );
        return
        [
            .. records
                .Zip(held)
                .Where(pair => pair.Second is not null)
                .Select(pair => new CartRecord(pair.First.UserId, pair.First.RecordId, Packed.Text(pair.Second!.Text), pair.Second.AtMs)),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask Begin(string moveId, CancellationToken cancel)
    {
        mark = Names.MovedPrefix + moveId;
        using (var patience = new Patience(SliceTime, cancel))
        {
            var before = await calls.Run(
                (client, stop) =>
                    client.GetItemAsync(
                        new()
                        {
                            TableName = calls.Table,
                            Key = MoveKey,
                            ConsistentRead = true,
                        },
                        stop
                    ),
                patience
            );
            var ours = before.Item?.Text("id") == moveId;

            // Each row of a cart that a shop has changed since bears the mark of that change.
            await foreach (var page in Scan("#i <> :m", new() { [":m"] = Attributes.Of(Names.MoveId) }, cancel))
            {
                if (page.Exists(row => !ours || (row.Text(Names.ItemId) == Names.MetaId && row.Text("token") != mark)))
                {
                    throw new ConfigurationRefused(
                        $"{Where} holds carts already ({(ours ? "a shop has worked there since this move began" : "of another shop, or from an earlier time")}), and a move never mixes them. "
                            + "Name another table, which is made when it is absent: DynamoDb:Table=dev-carts-2; or, if nobody needs those carts, delete this one."
                    );
                }
            }
        }

        await foreach (var page in Scan("#i <> :m", new() { [":m"] = Attributes.Of(Names.MoveId) }, cancel))
        {
            using var patience = new Patience(SliceTime, cancel);
            await Each(
                page,
                row =>
                    calls.Run(
                        (client, stop) =>
                            client.DeleteItemAsync(
                                new() { TableName = calls.Table, Key = Attributes.Key(row.Text(Names.UserId)!, row.Text(Names.ItemId)!) },
                                stop
                            ),
                        patience
                    )
            );
        }

        using var last = new Patience(SliceTime, cancel);
        await calls.Run(
            (client, stop) =>
                client.PutItemAsync(
                    new()
                    {
                        TableName = calls.Table,
                        Item = new(MoveKey) { ["id"] = Attributes.Of(moveId) },
                    },
                    stop
                ),
            last
        );
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartState> carts, CancellationToken cancel)
    {
        using var patience = new Patience(SliceTime, cancel);
        await Each(
            carts,
            async cart =>
            {
                var there = await store.Meta(cart.UserId, patience);
                var commit = new CartCommit(
                    there with
                    {
                        Lines = [],
                    },
                    cart,
                    null,
                    new Dictionary<string, string>(),
                    mark,
                    clock.GetUtcNow().ToUnixTimeMilliseconds()
                );
                var request = commit.Request(calls.Table, listed: false);
                try
                {
                    await calls.Run((client, stop) => client.UpdateItemAsync(request, stop), patience);
                }
                catch (ConditionalCheckFailedException changed)
                {
                    // By something else, or by a first try that was left without an answer; beginning anew tells them apart.
                    throw new StorageUnavailable($"{Where} was changed between two looks at the cart of {cart.UserId}.", changed);
                }

                await rows.Mend(commit.Next, patience);
                return true;
            }
        );
    }

    /// <inheritdoc/>
    public async ValueTask Put(IReadOnlyList<CartRecord> records, CancellationToken cancel)
    {
        using var patience = new Patience(SliceTime, cancel);
        var oldest = clock.GetUtcNow().ToUnixTimeMilliseconds() - (long)(rows.RecordsKept - ICartsAtRest.KeptLonger).TotalMilliseconds;
        await Each(
            records,
            async record =>
            {
                await rows.Put(
                    record.UserId,
                    new HeldRecord(record.RecordId, 0, Math.Max(record.AtMs, oldest), Packed.Text(record.Text)),
                    patience
                );
                return true;
            }
        );
    }

    private static async Task<List<TResult>> Each<T, TResult>(IReadOnlyList<T> all, Func<T, Task<TResult>> work)
    {
        var results = new List<TResult>(all.Count);
        foreach (var some in all.Chunk(AtOnce))
        {
            results.AddRange(await Task.WhenAll(some.Select(work)));
        }

        return results;
    }

    /// <summary>The rows for which this holds, in pages; <c>#i</c> is their sort key.</summary>
    private async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> Scan(
        string filter,
        Dictionary<string, AttributeValue> values,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        Dictionary<string, AttributeValue>? after = null;
        do
        {
            using var patience = new Patience(SliceTime, cancel);
            var start = after;
            var page = await calls.Run(
                (client, stop) =>
                    client.ScanAsync(
                        new ScanRequest
                        {
                            TableName = calls.Table,
                            ConsistentRead = true,
                            FilterExpression = filter,
                            ExpressionAttributeNames = new() { ["#i"] = Names.ItemId },
                            ExpressionAttributeValues = values,
                            ExclusiveStartKey = start,
                            Limit = ICartsAtRest.SliceMax,
                        },
                        stop
                    ),
                patience
            );
            if (page.Items is { Count: > 0 } items)
            {
                yield return items;
            }

            after = page.LastEvaluatedKey;
        } while (after is { Count: > 0 });
    }
}
