// One connection and its prepared statements: what a store uses to read, and inside a transaction to write.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>Runs SQL on one connection. Statements are prepared once a connection and text, so texts must not contain values.</summary>
public class Sql : IAsyncDisposable
{
    private const int StatementsMax = 512;

    private readonly DbConnection connection;
    private readonly Dictionary<string, DbCommand> statements = new(StringComparer.Ordinal);

    internal Sql(Dialect dialect, DbConnection connection)
    {
        Dialect = dialect;
        this.connection = connection;
    }

    /// <summary>The engine, for the few places that differ.</summary>
    public Dialect Dialect { get; }

    /// <summary>All rows, mapped. The statement itself must bound how many there can be.</summary>
    /// <param name="sql">Text with $1, $2, ….</param>
    /// <param name="map">Makes a value of the row under the reader; must not keep the reader.</param>
    /// <param name="args">string, long, int, bool, byte[], null; string[] and long[] for <see cref="Dialect.In"/>.</param>
    public async ValueTask<List<T>> Query<T>(string sql, Func<DbDataReader, T> map, params object?[] args)
    {
        var rows = new List<T>();
        var command = Prepare(sql, args);
        var reader = Dialect.Synchronous ? command.ExecuteReader() : await command.ExecuteReaderAsync();
        await using (reader)
        {
            while (Dialect.Synchronous ? reader.Read() : await reader.ReadAsync())
            {
                rows.Add(map(reader));
            }
        }

        return rows;
    }

    /// <summary>The first row, mapped, or <c>default</c> when there is none.</summary>
    public async ValueTask<T?> First<T>(string sql, Func<DbDataReader, T> map, params object?[] args)
    {
        var command = Prepare(sql, args);
        var reader = Dialect.Synchronous ? command.ExecuteReader() : await command.ExecuteReaderAsync();
        await using (reader)
        {
            return (Dialect.Synchronous ? reader.Read() : await reader.ReadAsync()) ? map(reader) : default;
        }
    }

    /// <summary>One number, or 0 when there is no row or it is null.</summary>
    public async ValueTask<long> Number(string sql, params object?[] args)
    {
        var command = Prepare(sql, args);
        var value = Dialect.Synchronous ? command.ExecuteScalar() : await command.ExecuteScalarAsync();
        return value is null or DBNull ? 0 : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements.Values)
        {
            await statement.DisposeAsync();
        }

        await connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async ValueTask<int> Run(string sql, params object?[] args)
    {
        var command = Prepare(sql, args);
        return Dialect.Synchronous ? command.ExecuteNonQuery() : await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a text of several statements once, unprepared: migrations only.</summary>
    internal async ValueTask RunScript(string script)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync();
    }

    private DbCommand Prepare(string sql, object?[] args)
    {
        // A lone string[] is one argument, although the language takes it for all of them.
        if (args is string[] one)
        {
            args = [one];
        }

        if (!statements.TryGetValue(sql, out var command))
        {
            if (statements.Count >= StatementsMax)
            {
                throw new InvalidOperationException($"More than {StatementsMax} statements on one connection: a text contains values. The last: {sql}");
            }

            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var position = 1; position <= args.Length; position++)
            {
                Dialect.AddParameter(command, position);
            }

            statements.Add(sql, command);
        }

        for (var i = 0; i < args.Length; i++)
        {
            command.Parameters[i].Value = Dialect.Bind(args[i]);
        }

        return command;
    }
}
