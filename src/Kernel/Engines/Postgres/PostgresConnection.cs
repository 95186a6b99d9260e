// One open connection to PostgreSQL. Statements that nobody waits for gather here and travel with the next that somebody does.
using System.Data;
using System.Data.Common;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>A connection that is held for as long as it lives; what it has prepared lives as long.</summary>
internal sealed class PostgresConnection(NpgsqlConnection connection) : Connection
{
    /// <summary>Statements that gather before they are sent in any case, so that a large batch does not lie in memory twice.</summary>
    private const int GatheredMax = 512;

    /// <summary>A migration may rewrite a large table; nobody waits for an answer meanwhile.</summary>
    private const int ScriptSeconds = 3600;

    private NpgsqlBatch gathered = new(connection);

    /// <inheritdoc/>
    public override bool Usable => connection.State == ConnectionState.Open;

    /// <inheritdoc/>
    public override Statement Prepare(string sql) => new PostgresStatement(this, sql);

    /// <inheritdoc/>
    public override async ValueTask RunScript(string script)
    {
        if (gathered.BatchCommands.Count > 0)
        {
            await Flush();
        }

        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = ScriptSeconds };
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public override void Unsend() => gathered.BatchCommands.Clear();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Leaves a statement to travel with the next.</summary>
    internal async ValueTask Gather(NpgsqlBatchCommand command)
    {
        gathered.BatchCommands.Add(command);
        if (gathered.BatchCommands.Count >= GatheredMax)
        {
            await Flush();
        }
    }

    /// <summary>
    /// Sends all that has gathered and this, in one round trip; the reader stands before this one's rows, for those before it have none.
    /// </summary>
    internal async ValueTask<DbDataReader> Read(NpgsqlBatchCommand command)
    {
        var batch = Take(command);
        try
        {
            return await batch.ExecuteReaderAsync();
        }
        catch (NpgsqlException failure)
        {
            await Judge(failure);
            throw;
        }
    }

    /// <summary>Sends all that has gathered and this, in one round trip; answers the number of rows this one changed.</summary>
    internal async ValueTask<int> Change(NpgsqlBatchCommand command)
    {
        await Run(Take(command));
        return Rows(command);
    }

    /// <summary>Sends all that has gathered and these, in one round trip; answers the number of rows each of these changed.</summary>
    internal async ValueTask<int[]> ChangeEach(NpgsqlBatchCommand[] commands)
    {
        if (commands.Length == 0)
        {
            return [];
        }

        foreach (var command in commands.AsSpan()[..^1])
        {
            gathered.BatchCommands.Add(command);
        }

        await Run(Take(commands[^1]));
        return Array.ConvertAll(commands, Rows);
    }

    private static int Rows(NpgsqlBatchCommand command) => Math.Max(0, checked((int)command.RecordsAffected));

    private async ValueTask Flush() => await Run(Take(null));

    private async ValueTask Run(NpgsqlBatch batch)
    {
        try
        {
            await batch.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException failure)
        {
            await Judge(failure);
            throw;
        }
    }

    private NpgsqlBatch Take(NpgsqlBatchCommand? last)
    {
        // A reader may still look at the batch when the next one gathers: so each is a new one.
        var batch = gathered;
        gathered = new NpgsqlBatch(connection);
        if (last is not null)
        {
            batch.BatchCommands.Add(last);
        }

        return batch;
    }

    // What the server refused leaves the connection as it was. After anything else, a timeout for one, nobody knows what state it is in.
    private ValueTask Judge(NpgsqlException failure) =>
        failure is PostgresException ? ValueTask.CompletedTask : new ValueTask(connection.CloseAsync());
}
