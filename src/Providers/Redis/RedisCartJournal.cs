// The journal of carts in Redis: a stream to which the commit script adds.
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
internal sealed class RedisCartJournal(RedisConnection connection) : ICartJournal
{
    /// <summary>
    /// About 600 bytes each. When the database is away for so long, commands are refused, so that Redis does not fill its memory.
    /// </summary>
    public const int EntriesMax = 1_000_000;

    /// <inheritdoc/>
    public Signal Written { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var rows = await connection.Answer(database.StreamRangeAsync(RedisKeys.Journal, count: max), cancel);
        return Array.ConvertAll(rows, row => Entry(row.Id.ToString(), row.Values));
    }

    /// <inheritdoc/>
    public async ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var database = await connection.Database(cancel);
        await connection.Answer(database.StreamDeleteAsync(RedisKeys.Journal, [.. entries.Select(entry => (RedisValue)entry.Id)]), cancel);
    }

    private static JournalEntry Entry(string id, NameValueEntry[] fields)
    {
        try
        {
            return fields is [var write, ..]
                ? new JournalEntry(id, RedisCartJson.Write((byte[])write.Value!))
                : throw new JsonException("It has no field.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"The entry {id} of carts:journal in Redis cannot be read: another program wrote it. Once it is understood, XDEL carts:journal {id} takes it away. {e.Message}",
                e
            );
        }
    }
}
