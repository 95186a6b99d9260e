// The journal of carts in Redis: a stream to which the commit script adds.
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Kernel;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <inheritdoc/>
internal sealed class RedisCartJournal(RedisConnection connection) : ICartJournal
{
    /// <summary>About 600 bytes each. When the database is away for so long, commands are refused, so that Redis does not fill its memory.</summary>
    public const int EntriesMax = 1_000_000;

    /// <inheritdoc/>
    public Signal Written { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel)
    {
        var database = await connection.Database(cancel);
        var reply = await connection.Answer(database.ExecuteAsync("XRANGE", RedisKeys.Journal, "-", "+", "COUNT", max), cancel);
        var rows = (RedisResult[])reply;
        var entries = new JournalEntry[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = (RedisResult[])rows[i];
            var id = (string)row[0];
            entries[i] = new JournalEntry(id, Entry(id, (byte[][])row[1]));
        }

        return entries;
    }

    /// <inheritdoc/>
    public async ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var arguments = new object[entries.Count + 1];
        arguments[0] = RedisKeys.Journal;
        for (var i = 0; i < entries.Count; i++)
        {
            arguments[i + 1] = entries[i].Id;
        }

        var database = await connection.Database(cancel);
        await connection.Answer(database.ExecuteAsync("XDEL", arguments), cancel);
    }

    private static CartWrite Entry(string id, byte[][] fields)
    {
        try
        {
            return fields is [_, var write, ..] ? RedisCartJson.Write(write) : throw new JsonException("It has no field.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The entry {id} of carts:journal in Redis cannot be read: another program wrote it. Once it is understood, XDEL carts:journal {id} takes it away. {e.Message}", e);
        }
    }
}
