// SQLite: one file for the modules that share a place, one a module for the others; one writer a file, WAL, and an fsync before every
// answer.
using System.Data.Common;
using System.Text.RegularExpressions;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>SQLite in a folder: <c>shop.db</c> for the modules of a place, and <c>{module}.db</c> for each that has none.</summary>
/// <param name="folder">Made when it is not there.</param>
/// <param name="place">The modules that share a file; null when each has its own.</param>
public sealed partial class SqliteDialect(string folder, SqlitePlace? place = null) : Dialect
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

    private const string Synced = "FULL";

    private readonly string synchronous = Synced;

    private SqliteDialect(string folder, SqlitePlace? place, string synchronous)
        : this(folder, place) => this.synchronous = synchronous;

    /// <summary>
    /// The same for files that are nobody's yet: a commit does not wait for the disk, and after a power cut they are worth nothing. Whoever
    /// makes them syncs them before they become anybody's.
    /// </summary>
    public SqliteDialect WithoutSync() => new(folder, place, "OFF");

    /// <summary>The same with somebody else in place of the thread that makes syncs beside the writer.</summary>
    public SqliteDialect SyncedBy(Action<Action> syncs) => new(folder, place, synchronous) { Syncs = syncs };

    /// <summary>The version of the library that is loaded, as "3.53.4".</summary>
    public static string Version => SqliteConnection.Version;

    /// <inheritdoc/>
    public override string Name => "sqlite";

    /// <inheritdoc/>
    public override bool Synchronous => true;

    /// <inheritdoc/>
    public override bool OneProcess => true;

    /// <inheritdoc/>
    public override string PlaceOf(string module) => place?.Has(module) == true ? SqlitePlace.Name : module;

    /// <inheritdoc/>
    public override Dialect? Before(string module)
    {
        if (place is null || (place.Has(module) && !System.IO.File.Exists(Path.Combine(folder, module + ".db"))))
        {
            return null;
        }

        var shared = new SqliteDialect(folder, place.Has(module) ? place : place.With(module));
        var isShared = shared.IsThere(module) && shared.Holds(module);
        return isShared == place.Has(module) ? null
            : isShared ? shared
            : new SqliteDialect(folder);
    }

    /// <inheritdoc/>
    public override string Own(string module) => place?.Own(module) ?? string.Empty;

    /// <inheritdoc/>
    public override string Begin => "BEGIN IMMEDIATE";

    /// <inheritdoc/>
    public override string BeginSnapshot => "BEGIN";

    /// <inheritdoc/>
    public override int ReadersMax => int.MaxValue;

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenWriter(string module)
    {
        // The log is copied into the file every 24 MB, a shared one every 64: pages that every order changes are copied less often than
        // with the 4 or 8 MB that are usual.
        Directory.CreateDirectory(folder);
        var (cacheKib, logPages) = place?.Has(module) == true ? (80_000, 16_000) : (8_000, 6_000);
        var connection = SqliteConnection.Open(
            File(module),
            create: true,
            $"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-{cacheKib}; "
                + $"PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint={logPages}; PRAGMA journal_size_limit=67108864;"
        );

        // What is gathered is written with the sync of the log; where there is none, nobody would read it.
        return new(Guarded(synchronous == Synced ? connection.GatherLogWrites() : connection));
    }

    /// <inheritdoc/>
    public override ValueTask<Connection> OpenReader(string module) =>
        new(
            Guarded(
                SqliteConnection.Open(
                    File(module),
                    create: false,
                    "PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-2000; PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY;"
                )
            )
        );

    /// <summary>
    /// Writes a module's file anew without its free space, in which what was deleted, replaced or erased can still be read, and with a
    /// checksum on each page. Takes as long as the file is large, and as much room again. Throws <see cref="DbException"/> when the disk is
    /// full or somebody else has the file open.
    /// </summary>
    /// <param name="believed">
    /// Whether what is in the file is taken for right where it does not match its checksums: after another program wrote to it.
    /// </param>
    public async Task Compact(string module, bool believed = false)
    {
        // By the log, from which the first page is copied first. With another journal (sqlite3 .recover leaves such files) pages that had
        // no room in memory would be written before it says that they have checksums, and get none.
        await using var connection = SqliteConnection.Open(
            File(module),
            create: false,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);",
            believed
        );
    }

    /// <summary>
    /// Whether a module's file is there and has no checksums, so that a flipped bit in it would be served: one of an older version.
    /// </summary>
    public bool IsUnchecked(string module)
    {
        if (!IsThere(module))
        {
            return false;
        }

        // Asked of SQLite: whoever else in its process closes the file lets go of SQLite's locks on it
        // (https://sqlite.org/howtocorrupt.html, 2.2).
        var connection = SqliteConnection.Open(File(module), create: false, "PRAGMA query_only=ON;");
        using (connection.Handle)
        {
            return !connection.HasChecksums;
        }
    }

    /// <inheritdoc/>
    public override Func<Task>? Renewal(string module) =>
        IsUnchecked(module) && new FileInfo(File(module)).Length <= Limits.RenewedAtStartBytesMax ? () => Compact(module) : null;

    /// <inheritdoc/>
    public override bool IsThere(string module) => System.IO.File.Exists(File(module));

    /// <inheritdoc/>
    public override string CountOwnTables => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1";

    /// <inheritdoc/>
    public override string In(string column, int position) => $"{column} IN (SELECT value FROM json_each(${position}))";

    /// <inheritdoc/>
    public override string Each(int position) => $"json_each(${position}) AS e";

    /// <inheritdoc/>
    public override string LookUp(string table, string alias, string key, string value) =>
        $"CROSS JOIN {table} {alias} ON {alias}.{key} = {value}";

    /// <inheritdoc/>
    public override string ForOne => string.Empty;

    /// <inheritdoc/>
    public override string JsonText(string column, string key) => $"json_extract({column}, '$.\"{key}\"')";

    /// <inheritdoc/>
    public override string Migration(string sql) =>
        OtherEngine()
            .Replace(sql, string.Empty)
            .Replace("{{#sqlite}}", string.Empty, StringComparison.Ordinal)
            .Replace("{{/sqlite}}", string.Empty, StringComparison.Ordinal)
            .Replace("{{identity}}", "INTEGER PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal)
            .Replace("{{bytes}}", "BLOB", StringComparison.Ordinal)
            .Replace("{{json}}", "TEXT", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool IsFatal(Exception failure) => failure is SqliteFailure { Code: InputOutput or Corrupt or NotADatabase };

    /// <inheritdoc/>
    public override bool IsUnavailable(Exception failure) =>
        failure is SqliteFailure { Code: Full or InputOutput or Corrupt or NotADatabase or CannotOpen or Busy };

    /// <inheritdoc/>
    public override bool IsTakenBack(Exception failure) => false;

    /// <inheritdoc/>
    public override bool IsPassing(Exception failure) => false;

    /// <inheritdoc/>
    public override ConfigurationRefused? Explain(string module, Exception failure)
    {
        if (failure is UnauthorizedAccessException or IOException)
        {
            return new(
                $"{File(module)} cannot be opened: {failure.Message} Let the process's user read and write the folder {folder}, or give another: --data <folder>"
            );
        }

        // What else SQLite may say, a fault of a statement for one, is the program's own and no word about the disk.
        var known = failure is StorageUnavailable { InnerException: { } inner } ? inner : failure;
        var words = known is not SqliteFailure sqlite
            ? null
            : sqlite.Code switch
            {
                InputOutput when sqlite.ExtendedCode == SqlitePageChecksums.Damaged =>
                    $"{File(module)} is damaged: a page of it is not what the shop wrote there (checksum). Nothing of "
                        + $"that page was used. Put a copy of the file from a backup in its place; without one, sqlite3 {File(module)} .recover saves what can be read, what is wrong among it.",
                Full =>
                    $"The disk is full: {File(module)} cannot be written. Make room in {folder}, or give another folder: --data <folder>",
                Corrupt or NotADatabase =>
                    $"{File(module)} is damaged, or no database ({sqlite.Message}). Put a copy of it from a backup in its place; without one, "
                        + $"sqlite3 {File(module)} .recover saves what can be read.",
                CannotOpen or Perm or ReadOnly =>
                    $"{File(module)} cannot be opened for writing ({sqlite.Message}). Let the process's user read and write it and the folder {folder}, "
                        + "or give another folder: --data <folder>",
                Busy or Locked => $"{File(module)} is in use by another program. End it, or give another folder: --data <folder>",
                InputOutput =>
                    $"{File(module)} cannot be read or written ({sqlite.Message}). Look at the disk under {folder}: does it fail?",
                _ => null,
            };
        return words is null ? null : new(words);
    }

    [GeneratedRegex(@"\{\{#postgres\}\}.*?\{\{/postgres\}\}", RegexOptions.Singleline)]
    private static partial Regex OtherEngine();

    /// <summary>What the module calls a table of its file; null for a table that is not its own.</summary>
    internal string? NameOf(string module, string table)
    {
        var own = Own(module);
        return own.Length == 0 ? table
            : place!.Owner(table) != module ? null
            : SqlitePlace.KernelTables.FirstOrDefault(name => table == own + name) ?? table;
    }

    private bool Holds(string module)
    {
        var connection = SqliteConnection.Open(File(module), create: false, "PRAGMA query_only=ON;");
        using (connection.Handle)
        {
            // That there is no such table is SQLite's general error. A file that cannot be read is no file without the table.
            var code = raw.sqlite3_table_column_metadata(
                connection.Handle,
                "main",
                Own(module) + Migrations.Table,
                "name",
                out _,
                out _,
                out _,
                out _,
                out _
            );
            return code == raw.SQLITE_OK || (code == raw.SQLITE_ERROR ? false : throw connection.Failure("look for tables"));
        }
    }

    private SqliteConnection Guarded(SqliteConnection connection)
    {
        if (place is not null)
        {
            connection.Guard(place);
        }

        return connection;
    }

    private string File(string module) => Path.Combine(folder, PlaceOf(module) + ".db");
}
