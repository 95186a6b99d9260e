// SQLite: one file a module, one writer, WAL, and an fsync before every answer.
using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Cartwright.Kernel;

/// <summary>SQLite in a folder, <c>{module}.db</c> a module.</summary>
/// <param name="folder">Made when it is not there.</param>
public sealed partial class SqliteDialect(string folder) : Dialect
{
    private const int Full = 13;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int Busy = 5;

    static SqliteDialect()
    {
        SQLitePCL.Batteries_V2.Init();

        // Ten writers in one process: without these, every allocation takes one lock for statistics nobody reads, and every call locks
        // a connection that only one thread uses at a time anyway.
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
    }

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override bool Synchronous => true;

    /// <inheritdoc/>
    public override bool OneProcess => true;

    /// <inheritdoc/>
    public override string Begin => "BEGIN IMMEDIATE";

    /// <inheritdoc/>
    public override DbConnection OpenWriter(string module)
    {
        Directory.CreateDirectory(folder);
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, module + ".db")};Mode=ReadWriteCreate;Pooling=False;Default Timeout=5");
        connection.Open();
        Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=2000; PRAGMA journal_size_limit=67108864;");
        return connection;
    }

    /// <inheritdoc/>
    public override DbConnection OpenReader(string module)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, module + ".db")};Mode=ReadWrite;Pooling=False;Default Timeout=5");
        connection.Open();
        Run(connection, "PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-2000; PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY;");
        return connection;
    }

    /// <inheritdoc/>
    public override DbParameter AddParameter(DbCommand command, int position)
    {
        var parameter = ((SqliteCommand)command).CreateParameter();
        parameter.ParameterName = "$" + position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        command.Parameters.Add(parameter);
        return parameter;
    }

    /// <inheritdoc/>
    public override object Bind(object? argument) => argument switch
    {
        null => DBNull.Value,
        bool flag => flag ? 1L : 0L,
        string[] texts => JsonSerializer.Serialize(texts),
        long[] numbers => JsonSerializer.Serialize(numbers),
        _ => argument,
    };

    /// <inheritdoc/>
    public override string In(string column, int position) => $"{column} IN (SELECT value FROM json_each(${position}))";

    /// <inheritdoc/>
    public override string JsonText(string column, string key) => $"json_extract({column}, '$.\"{key}\"')";

    /// <inheritdoc/>
    public override string Migration(string sql) => OtherEngine().Replace(sql, string.Empty)
        .Replace("{{#sqlite}}", string.Empty, StringComparison.Ordinal)
        .Replace("{{/sqlite}}", string.Empty, StringComparison.Ordinal)
        .Replace("{{identity}}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal)
        .Replace("{{bytes}}", "BLOB", StringComparison.Ordinal)
        .Replace("{{json}}", "TEXT", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool IsFatal(Exception failure) => failure is SqliteException { SqliteErrorCode: InputOutput or Corrupt };

    /// <inheritdoc/>
    public override bool IsUnavailable(Exception failure) => failure is SqliteException { SqliteErrorCode: Full or InputOutput or Corrupt or CannotOpen or Busy };

    [GeneratedRegex(@"\{\{#postgres\}\}.*?\{\{/postgres\}\}", RegexOptions.Singleline)]
    private static partial Regex OtherEngine();

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
