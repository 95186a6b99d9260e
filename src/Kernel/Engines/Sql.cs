// One connection and its prepared statements: what a store uses to read, and inside a transaction to write.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>Runs SQL on one connection. Statements are prepared once a connection and text, so texts must not contain values.</summary>
public class Sql : IAsyncDisposable
{
    private const int StatementsMax = 512;

    // By module: what one may prepare another may not.
    private readonly Dictionary<string, Dictionary<string, Statement>> prepared = new(StringComparer.Ordinal);
    private Dictionary<string, Statement> statements = [];
    private Connection connection;
    private string module = string.Empty;

    internal Sql(Dialect dialect, Connection connection, string module)
    {
        Dialect = dialect;
        this.connection = connection;
        TurnTo(module);
    }

    /// <summary>The engine, for the few places that differ.</summary>
    public Dialect Dialect { get; }

    /// <summary>What stands before the kernel's names: <c>SELECT … FROM {Own}outbox</c> (see <see cref="Dialect.Own"/>).</summary>
    public string Own { get; private set; } = string.Empty;

    /// <summary>False once the connection is lost.</summary>
    internal bool Usable => connection.Usable;

    /// <summary>How often this has written; two equal counts mean that nothing was written in between.</summary>
    internal int Writes { get; private protected set; }

    /// <summary>The connection, for whoever commits on it.</summary>
    internal Connection Connection => connection;

    /// <summary>How often its connection has waited for a server so far.</summary>
    internal long RoundTrips => connection.RoundTrips;

    /// <summary>Statements that were run so far; each run of one that is run for many rows counts.</summary>
    internal long Statements { get; private set; }

    /// <summary>
    /// A connection beside those of a running shop, for commands: it migrates nothing and makes nothing. Each statement is a transaction of
    /// its own.
    /// </summary>
    /// <exception cref="ConfigurationRefused">There are no tables of the module, or not where this version keeps them.</exception>
    public static async Task<Sql> Beside(Dialect dialect, string module) =>
        dialect.IsThere(module) && dialect.Before(module) is null
            ? new(dialect, await dialect.OpenWriter(module), module)
            : throw new ConfigurationRefused(
                $"The tables of {module} are not here, or not where this version keeps them. "
                    + "Start the shop on these data once with this version, or give others: --data"
            );

    /// <summary>A connection that can only read a module's tables.</summary>
    internal static async Task<Sql> Reading(Dialect dialect, string module) => new(dialect, await dialect.OpenReader(module), module);

    /// <summary>All rows, mapped. The statement itself must bound how many there can be.</summary>
    /// <param name="sql">Text with $1, $2, ….</param>
    /// <param name="map">Makes a value of the row under the reader; must not keep the reader.</param>
    /// <param name="args">string, long, int, bool, byte[], null; string[] and long[] for <see cref="Dialect.In"/>.</param>
    public async ValueTask<List<T>> Query<T>(string sql, Func<DbDataReader, T> map, params object?[] args)
    {
        var rows = new List<T>();
        var reader = await Read(sql, args);
        try
        {
            while (Dialect.Synchronous ? reader.Read() : await reader.ReadAsync())
            {
                rows.Add(map(reader));
            }
        }
        finally
        {
            await reader.DisposeAsync();
        }

        return rows;
    }

    /// <summary>The first row, mapped, or <c>default</c> when there is none.</summary>
    public async ValueTask<T?> First<T>(string sql, Func<DbDataReader, T> map, params object?[] args)
    {
        var reader = await Read(sql, args);
        try
        {
            return (Dialect.Synchronous ? reader.Read() : await reader.ReadAsync()) ? map(reader) : default;
        }
        finally
        {
            await reader.DisposeAsync();
        }
    }

    /// <summary>Every row, one after the other, however many there are.</summary>
    internal async ValueTask Each(string sql, Func<DbDataReader, ValueTask> take, params object?[] args)
    {
        var reader = await Read(sql, args);
        try
        {
            while (Dialect.Synchronous ? reader.Read() : await reader.ReadAsync())
            {
                await take(reader);
            }
        }
        finally
        {
            await reader.DisposeAsync();
        }
    }

    /// <summary>One number, or 0 when there is no row or it is null.</summary>
    public ValueTask<long> Number(string sql, params object?[] args) => First(sql, Numbered, args);

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Goes on with another connection in place of a lost one.</summary>
    internal async ValueTask GoOnWith(Connection other)
    {
        await Close();
        connection = other;
        connection.TurnTo(module);
    }

    /// <summary>What is run from here on is the module's.</summary>
    private protected void TurnTo(string next)
    {
        if (ReferenceEquals(module, next))
        {
            return;
        }

        module = next;
        Own = Dialect.Own(next);
        if (!prepared.TryGetValue(next, out statements!))
        {
            prepared[next] = statements = new(new Texts());
        }

        connection.TurnTo(next);
    }

    internal async ValueTask<int> Run(string sql, params object?[] args) => await Prepared(sql).Change(Arguments(args));

    internal ValueTask<int[]> RunEach(string sql, IReadOnlyList<object?[]> each)
    {
        Statements += each.Count - 1;
        return Prepared(sql).ChangeEach(each);
    }

    /// <summary>Runs a text of several statements once, unprepared: migrations only.</summary>
    internal ValueTask RunScript(string script) => connection.RunScript(script);

    /// <summary>Runs it at the latest with the next statement that is waited for.</summary>
    internal ValueTask Dispatch(string sql, params object?[] args) => Prepared(sql).Send(Arguments(args));

    /// <summary>Takes the open transaction back, when there is a connection on which one can be open.</summary>
    internal async ValueTask TakeBack()
    {
        connection.Unsend();
        if (connection.Usable)
        {
            await Run("ROLLBACK");
        }
    }

    private static long Numbered(DbDataReader row) => row.IsDBNull(0) ? 0 : row.GetInt64(0);

    // A lone string[] is one argument, although the language takes it for all of them.
    private static object?[] Arguments(object?[] args) => args is string[] one ? [one] : args;

    /// <summary>Forgets what was sent and has not been run.</summary>
    internal void Unsend() => connection.Unsend();

    private ValueTask<DbDataReader> Read(string sql, object?[] args)
    {
        if (!sql.StartsWith("SELECT", StringComparison.Ordinal))
        {
            // INSERT … RETURNING reads what it wrote.
            Writes++;
        }

        return Prepared(sql).Read(Arguments(args));
    }

    private async ValueTask Close()
    {
        foreach (var its in prepared.Values)
        {
            foreach (var statement in its.Values)
            {
                statement.Dispose();
            }

            its.Clear();
        }

        await connection.DisposeAsync();
    }

    private Statement Prepared(string sql)
    {
        Statements++;
        if (statements.TryGetValue(sql, out var known))
        {
            return known;
        }

        if (statements.Count >= StatementsMax)
        {
            throw new InvalidOperationException(
                $"More than {StatementsMax} statements on one connection: a text contains values. The last: {sql}"
            );
        }

        var statement = connection.Prepare(sql);
        statements.Add(sql, statement);
        return statement;
    }

    /// <summary>
    /// Looks a text up by its length and a few of its characters: hashing all of a long statement costs as much as running a short one.
    /// </summary>
    private sealed class Texts : IEqualityComparer<string>
    {
        private const int Looks = 16;

        public bool Equals(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

        public int GetHashCode(string text)
        {
            var hash = (uint)text.Length;
            var step = (text.Length / Looks) + 1;
            for (var i = text.Length - 1; i >= 0; i -= step)
            {
                hash = unchecked((hash * 31) + text[i]);
            }

            return unchecked((int)hash);
        }
    }
}
