// The rows that other programs read, one a line: a picture of the cart's own row, made right after each commit and made good before a
// journal entry goes.
using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>Writes and mends line rows and record rows.</summary>
/// <param name="recordsKept">How long after its writing a record may be asked for.</param>
internal sealed class CartRows(Calls calls, TimeProvider clock, TimeSpan recordsKept)
{
    /// <summary>How long after its writing a record may be asked for.</summary>
    public TimeSpan RecordsKept => recordsKept;

    /// <summary>
    /// Makes the rows of a commit. A row is only ever replaced by that of a later commit, so that a writer who comes late does no harm.
    /// Must not fail the command, which is done: what is missing is made good by <see cref="Mend"/>.
    /// </summary>
    public async Task Make(CartCommit commit, Patience patience)
    {
        var meta = commit.Next;
        var writes = meta
            .Lines.Where(line => line.Rev == meta.Rev)
            .Select(line => Put(meta, line, patience))
            .Concat(commit.Gone.Select(productId => Delete(meta.Cart.UserId, productId, meta.Rev - 1, exactly: false, patience)))
            .Concat(meta.Records.Values.Select(record => Put(meta.Cart.UserId, record, patience)));
        try
        {
            await Task.WhenAll(writes);
        }
        catch (Exception failure) when (failure is StorageUnavailable or Overloaded)
        {
            // The commit stands in the journal until its rows stand too.
        }
    }

    /// <summary>Compares the rows with the cart and writes what differs; throws when that does not succeed.</summary>
    public async Task Mend(CartMeta meta, Patience patience)
    {
        var userId = meta.Cart.UserId;
        var rows = await Rows(userId, patience);
        var writes = new List<Task>();
        var ttl = CartCommit.RowTtl(meta.Cart.ExpiresMs);
        var isAlive = meta.Cart.ExpiresMs > clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var line in meta.Lines)
        {
            rows.Remove(line.Item.ProductId, out var row);
            if (isAlive && (row.Rev < line.Rev || (row.Rev == line.Rev && row.Ttl * 1_000 < meta.Cart.ExpiresMs)))
            {
                writes.Add(Put(meta, line, patience));
            }
        }

        // A row of a later commit than we know of is none of our business.
        writes.AddRange(
            rows.Where(row => row.Value.Rev <= meta.Rev).Select(row => Delete(userId, row.Key, row.Value.Rev, exactly: true, patience))
        );
        writes.AddRange(meta.Records.Values.Select(record => Put(userId, record, patience)));
        await Task.WhenAll(writes);
    }

    /// <summary>A record that has a row of its own, or null.</summary>
    public async Task<HeldRecord?> Record(string userId, string recordId, Patience patience)
    {
        var answer = await calls.Run(
            (client, cancel) =>
                client.GetItemAsync(
                    new()
                    {
                        TableName = calls.Table,
                        Key = Attributes.Key(userId, Names.RecordPrefix + recordId),
                        ConsistentRead = true,
                    },
                    cancel
                ),
            patience
        );

        // DynamoDB deletes when it likes; a record counts as gone when its time is over.
        return answer.Item is { Count: > 0 } row && row.Number(Names.Ttl) > clock.GetUtcNow().ToUnixTimeSeconds()
            ? new(recordId, row.Number(Names.Rev), row.TimeMs("at"), row.Bytes("text")!)
            : null;
    }

    private async Task<Dictionary<string, (long Rev, long Ttl)>> Rows(string userId, Patience patience)
    {
        var rows = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        Dictionary<string, AttributeValue>? after = null;
        do
        {
            var start = after;
            var page = await calls.Run(
                (client, cancel) =>
                    client.QueryAsync(
                        new QueryRequest
                        {
                            TableName = calls.Table,
                            ConsistentRead = true,
                            KeyConditionExpression = "#u = :u AND begins_with(#i, :i)",
                            ProjectionExpression = "#i, #r, #t",
                            ExpressionAttributeNames = new()
                            {
                                ["#u"] = Names.UserId,
                                ["#i"] = Names.ItemId,
                                ["#r"] = Names.Rev,
                                ["#t"] = Names.Ttl,
                            },
                            ExpressionAttributeValues = new() { [":u"] = Attributes.Of(userId), [":i"] = Attributes.Of(Names.ItemPrefix) },
                            ExclusiveStartKey = start,
                        },
                        cancel
                    ),
                patience
            );
            foreach (var row in page.Items ?? [])
            {
                rows.Add(row.Text(Names.ItemId)![Names.ItemPrefix.Length..], (row.Number(Names.Rev), row.Number(Names.Ttl)));
            }

            after = page.LastEvaluatedKey;
        } while (after is { Count: > 0 });
        return rows;
    }

    private Task Put(CartMeta meta, StampedLine line, Patience patience)
    {
        var item = line.Item;
        var row = Attributes.Key(meta.Cart.UserId, Names.ItemIdOf(item.ProductId));
        row.Add(Names.ProductId, Attributes.Of(item.ProductId));
        row.Add("product_name", Attributes.Of(item.Name));
        row.Add("quantity", Attributes.Of(item.Quantity));
        row.Add("price", Attributes.Of(Currencies.ToMajor(item.PriceMinor, item.Currency)));
        row.Add("currency", Attributes.Of(item.Currency));
        row.Add("added_at", Attributes.Of(Names.Time(item.AddedMs)));
        row.Add("saved", Attributes.Of(item.Saved));
        row.Add(Names.Ttl, Attributes.Of(CartCommit.RowTtl(meta.Cart.ExpiresMs)));
        row.Add(Names.Rev, Attributes.Of(line.Rev));
        return Put(row, line.Rev, patience);
    }

    /// <summary>Makes the row of a record, unless there is one of a later commit.</summary>
    public Task Put(string userId, HeldRecord record, Patience patience)
    {
        var row = Attributes.Key(userId, Names.RecordPrefix + record.Id);
        row.Add("text", Attributes.Of(record.Text));
        row.Add("at", Attributes.Of(Names.Time(record.AtMs)));
        row.Add(Names.Ttl, Attributes.Of((record.AtMs + (long)recordsKept.TotalMilliseconds) / 1_000));
        row.Add(Names.Rev, Attributes.Of(record.Rev));
        return Put(row, record.Rev, patience);
    }

    // The same commit may write its row again: only the time to live can differ.
    private Task Put(Dictionary<string, AttributeValue> row, long rev, Patience patience) =>
        Unless(
            patience,
            (client, cancel) =>
                client.PutItemAsync(
                    new PutItemRequest
                    {
                        TableName = calls.Table,
                        Item = row,
                        ConditionExpression = "attribute_not_exists(#r) OR #r <= :r",
                        ExpressionAttributeNames = new() { ["#r"] = Names.Rev },
                        ExpressionAttributeValues = new() { [":r"] = Attributes.Of(rev) },
                    },
                    cancel
                )
        );

    private Task Delete(string userId, string productId, long rev, bool exactly, Patience patience) =>
        Unless(
            patience,
            (client, cancel) =>
                client.DeleteItemAsync(
                    new DeleteItemRequest
                    {
                        TableName = calls.Table,
                        Key = Attributes.Key(userId, Names.ItemIdOf(productId)),
                        ConditionExpression = exactly ? "#r = :r" : "#r <= :r",
                        ExpressionAttributeNames = new() { ["#r"] = Names.Rev },
                        ExpressionAttributeValues = new() { [":r"] = Attributes.Of(rev) },
                    },
                    cancel
                )
        );

    private async Task Unless<T>(Patience patience, Func<Amazon.DynamoDBv2.IAmazonDynamoDB, CancellationToken, Task<T>> write)
    {
        try
        {
            await calls.Run(write, patience);
        }
        catch (ConditionalCheckFailedException)
        {
            // The row is that of a later commit, or gone: both are what we want.
        }
    }
}
