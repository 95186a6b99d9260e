// One open connection to PostgreSQL. Statements that nobody waits for gather here and travel with the next that somebody does.
using System.Data;
using System.Data.Common;
using Npgsql;

namespace Cartwright.Kernel;

/// <summary>
/// A connection that is held for as long as it lives; what it has prepared lives as long. Where modules share it, each statement finds its
/// own module's schema as the search path, which travels with it when it was another's turn before: a statement that names a table of
/// another module finds none.
/// </summary>
internal sealed class PostgresConnection : Connection
{
    /// <summary>Statements that gather before they are sent in any case, so that a large batch does not lie in memory twice.</summary>
    private const int GatheredMax = 512;

    /// <summary>A migration may rewrite a large table; nobody waits for an answer meanwhile.</summary>
    private const int ScriptSeconds = 3600;

    private readonly NpgsqlConnection connection;
    private readonly Func<string, string> schemaOf;
    private readonly string home;
    private NpgsqlBatch gathered;
    private string turn;

    // The search path as it will be once all that has gathered has run; null when nobody knows.
    private string? path;
    private long roundTrips;

    /// <param name="connection">It is open, with the schema of a module as its search path.</param>
    /// <param name="module">That module.</param>
    /// <param name="schemaOf">The schema of each module that uses it.</param>
    public PostgresConnection(NpgsqlConnection connection, string module, Func<string, string> schemaOf)
    {
        this.connection = connection;
        this.schemaOf = schemaOf;
        gathered = new(connection);
        home = turn = schemaOf(module);
        path = home;
    }

    /// <inheritdoc/>
    public override bool Usable => connection.State == ConnectionState.Open;

    /// <inheritdoc/>
    public override long RoundTrips => roundTrips;

    /// <inheritdoc/>
    public override Statement Prepare(string sql)
    {
        if (IsOfTransaction(sql))
        {
            return new PostgresStatement(this, sql, null);
        }

        // Npgsql knows a prepared statement again by its text, and PostgreSQL would plan it anew for each schema in turn.
        return new PostgresStatement(this, turn == home ? sql : $"/* {turn} */ {sql}", turn);
    }

    /// <inheritdoc/>
    public override void TurnTo(string module) => turn = schemaOf(module);

    /// <inheritdoc/>
    public override async ValueTask RunScript(string script)
    {
        Follow(turn);
        if (gathered.BatchCommands.Count > 0)
        {
            await Flush();
        }

        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = ScriptSeconds };
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public override void Unsend()
    {
        path = gathered.BatchCommands.Count == 0 ? path : null;
        gathered.BatchCommands.Clear();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (NpgsqlException)
        {
            // It was lost while it was being closed, and is closed by that; whoever still reads on it hears of it there.
        }
    }

    /// <summary>What is sent next is of this schema; null for what begins or ends a transaction or a part of it.</summary>
    internal void Follow(string? next, string? sql = null)
    {
        if (next is not null && next != path)
        {
            gathered.BatchCommands.Add(new NpgsqlBatchCommand($"SET LOCAL search_path TO \"{next}\""));
            path = next;
        }
        else if (sql is "COMMIT" or "ROLLBACK")
        {
            path = home;
        }
        else if (sql?.StartsWith("ROLLBACK TO", StringComparison.Ordinal) == true)
        {
            path = null;
        }
    }

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

    // They name no table that a search path would find.
    private static bool IsOfTransaction(string sql) =>
        sql.StartsWith("BEGIN", StringComparison.Ordinal)
        || sql.StartsWith("LOCK TABLE", StringComparison.Ordinal)
        || sql.StartsWith("SAVEPOINT", StringComparison.Ordinal)
        || sql.StartsWith("RELEASE", StringComparison.Ordinal)
        || sql is "COMMIT"
        || sql.StartsWith("ROLLBACK", StringComparison.Ordinal);

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
        roundTrips++;
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
