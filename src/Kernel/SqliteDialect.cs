// SQLite: one file a module, one writer, WAL, and an fsync before every answer.
using System.Data.Common;
using System.Text.RegularExpressions;

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
    private const int Locked = 6;
    private const int Perm = 3;
    private const int ReadOnly = 8;
    private const int NotADatabase = 26;

    /// <summary>The version of the library that is loaded, as "3.53.4".</summary>
    public static string Version => SqliteConnection.Version;

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override bool Synchronous => true;

    /// <inheritdoc/>
    public override bool OneProcess => true;

    /// <inheritdoc/>
    public override string Begin => "BEGIN IMMEDIATE";

    /// <inheritdoc/>
    public override string BeginSnapshot => "BEGIN";

    /// <inheritdoc/>
    public override int ReadersMax => int.MaxValue;

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenWriter(string module)
    {
        Directory.CreateDirectory(folder);
        return new(SqliteConnection.Open(
            File(module),
            create: true,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=2000; PRAGMA journal_size_limit=67108864;"));
    }

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenReader(string module) => new(SqliteConnection.Open(
        File(module),
        create: false,
        "PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-2000; PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY;"));

    /// <summary>
    /// Writes a module's file anew without its free space, in which what was deleted, replaced or erased can still be read. Takes as long as the file is large, and
    /// as much room again. Throws <see cref="DbException"/> when the disk is full or somebody else has the file open.
    /// </summary>
    public async Task Compact(string module)
    {
        await using var connection = SqliteConnection.Open(File(module), create: false, "PRAGMA synchronous=FULL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <inheritdoc/>
    public override bool IsThere(string module) => System.IO.File.Exists(File(module));

    /// <inheritdoc/>
    public override string CountOwnTables => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1";

    /// <inheritdoc/>
    public override string In(string column, int position) => $"{column} IN (SELECT value FROM json_each(${position}))";

    /// <inheritdoc/>
    public override string Each(int position) => $"json_each(${position}) AS e";

    /// <inheritdoc/>
    public override string LookUp(string table, string alias, string key, string value) => $"CROSS JOIN {table} {alias} ON {alias}.{key} = {value}";

    /// <inheritdoc/>
    public override string ForOne => string.Empty;

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
    public override bool IsFatal(Exception failure) => failure is SqliteFailure { Code: InputOutput or Corrupt };

    /// <inheritdoc/>
    public override bool IsUnavailable(Exception failure) => failure is SqliteFailure { Code: Full or InputOutput or Corrupt or CannotOpen or Busy };

    /// <inheritdoc/>
    public override bool IsTakenBack(Exception failure) => false;

    /// <inheritdoc/>
    public override bool IsPassing(Exception failure) => false;

    /// <inheritdoc/>
    public override ConfigurationRefused? Explain(string module, Exception failure)
    {
        if (failure is UnauthorizedAccessException or IOException)
        {
            return new($"{File(module)} cannot be opened: {failure.Message} Let the process's user read and write the folder {folder}, or give another: --data <folder>");
        }

        // What else SQLite may say, a fault of a statement for one, is the program's own and no word about the disk.
        var known = failure is StorageUnavailable { InnerException: { } inner } ? inner : failure;
        var words = known is not SqliteFailure sqlite ? null : sqlite.Code switch
        {
            Full => $"The disk is full: {File(module)} cannot be written. Make room in {folder}, or give another folder: --data <folder>",
            Corrupt or NotADatabase => $"{File(module)} is damaged, or no database ({sqlite.Message}). Put a copy of it from a backup in its place; without one, "
                + $"sqlite3 {File(module)} .recover saves what can be read.",
            CannotOpen or Perm or ReadOnly => $"{File(module)} cannot be opened for writing ({sqlite.Message}). Let the process's user read and write it and the folder {folder}, "
                + "or give another folder: --data <folder>",
            Busy or Locked => $"{File(module)} is in use by another program. End it, or give another folder: --data <folder>",
            InputOutput => $"{File(module)} cannot be read or written ({sqlite.Message}). Look at the disk under {folder}: does it fail?",
            _ => null,
        };
        return words is null ? null : new(words);
    }

    [GeneratedRegex(@"\{\{#postgres\}\}.*?\{\{/postgres\}\}", RegexOptions.Singleline)]
    private static partial Regex OtherEngine();

    private string File(string module) => Path.Combine(folder, module + ".db");
}
