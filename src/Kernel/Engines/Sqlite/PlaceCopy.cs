// One copy of a module's tables from one SQLite file into another: checked on both sides, compared, and found sound before anybody counts
// on it.
namespace Cartwright.Kernel;

/// <summary>What a check of a copy found, as sentences for the operator.</summary>
internal sealed class PlaceDamage(string message) : Exception(message);

/// <summary>
/// The steps of a copy. All throw <see cref="SqliteFailure"/>, and <see cref="PlaceDamage"/> for what SQLite itself does not refuse.
/// </summary>
internal static class PlaceCopy
{
    /// <summary>For a file that is there. Rows are taken as they are; nobody else has a word in it.</summary>
    public const string Careful = "PRAGMA busy_timeout=1000; PRAGMA synchronous=FULL; " + Unasked;

    private const string Unasked = "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; PRAGMA cache_size=-64000; ";
    private const int SaidMax = 3;
    private const string Machine = "Look at the disk and the memory of this machine, then start again.";

    /// <summary>
    /// What a new file is opened with to be as another. It is worth nothing until it has been synced, and so need not be careful before.
    /// </summary>
    public static async Task<string> Like(string file)
    {
        await using var connection = SqliteConnection.Open(file, create: false, "PRAGMA query_only=ON;");
        var pageBytes = await PlaceContents.Number(connection, "PRAGMA page_size");
        var encoding = await PlaceContents.Rows(connection, "PRAGMA encoding", row => row.GetString(0));

        // The last one writes the first page. It says that pages have checksums, and those written before it would get none.
        return $"PRAGMA page_size={pageBytes}; PRAGMA encoding='{encoding[0]}'; PRAGMA busy_timeout=1000; PRAGMA journal_mode=OFF; "
            + $"PRAGMA synchronous=OFF; {Unasked}PRAGMA user_version=0; ";
    }

    /// <summary>Opens a file to be written, and with it one to be read that nobody else may have open.</summary>
    public static SqliteConnection Open(string file, bool create, string pragmas, string source)
    {
        var connection = SqliteConnection.Open(file, create, pragmas);
        try
        {
            connection.Run($"ATTACH {PlaceContents.Text(source)} AS source; PRAGMA source.locking_mode=EXCLUSIVE;");
            return connection;
        }
        catch
        {
            connection.Handle.Dispose();
            throw;
        }
    }

    /// <summary>Copies in the open transaction, and compares every value. Answers the rows.</summary>
    /// <param name="source">The file that is read, for whoever must be told of it.</param>
    /// <param name="after">Told after each step.</param>
    public static async Task<long> Copy(SqliteConnection connection, PlaceContents contents, string source, Action<string> after)
    {
        try
        {
            return await Compared(connection, contents, source, after);
        }
        catch (SqliteFailure) when (connection.IsBroken)
        {
            // It is not the source, to which no copy from a backup needs to be put back.
            throw new PlaceDamage($"What was written of {source} was damaged before it could be read again. {Machine}");
        }
    }

    private static async Task<long> Compared(SqliteConnection connection, PlaceContents contents, string source, Action<string> after)
    {
        var tables = contents.Tables.Where(table => table.HasRows).ToList();
        foreach (var table in tables)
        {
            if (await Check(connection, $"source.quick_check({PlaceContents.Quoted(table.From)})") is { } damage)
            {
                throw new PlaceDamage(
                    $"{source} is damaged, in {table.From}: {damage}. Put a copy of it from a backup in its place; without one, "
                        + $"sqlite3 {source} .recover saves what can be read."
                );
            }
        }

        // A large index is sorted in a file: in the data folder, because a container's /tmp is small. The setting is the whole process's.
        connection.Run($"PRAGMA temp_store_directory={PlaceContents.Text(Path.GetDirectoryName(source)!)}");
        long rows;
        try
        {
            rows = await contents.Copy(connection);
        }
        finally
        {
            connection.Run("PRAGMA temp_store_directory=''");
        }

        after($"{tables[0].From} to {tables[^1].From} copied");
        foreach (var table in tables)
        {
            var difference =
                await PlaceContents.Difference(connection, table)
                ?? (
                    await Orphans(connection, "main", table.To) == await Orphans(connection, PlaceContents.Source, table.From)
                        ? null
                        : $"rows of {table.From} refer to other rows than there"
                );
            if (difference is not null)
            {
                throw new PlaceDamage($"What was copied from {source} is not what is there: {difference}. {Machine}");
            }
        }

        after($"{tables[0].From} to {tables[^1].From} compared");
        return rows;
    }

    /// <summary>Goes through the tables that were copied into a file that was there.</summary>
    public static async Task DemandSound(SqliteConnection connection, PlaceContents contents)
    {
        foreach (var table in contents.Tables.Where(table => table.HasRows))
        {
            if (await Check(connection, $"main.integrity_check({PlaceContents.Quoted(table.To)})") is { } damage)
            {
                throw new PlaceDamage($"{table.To}, copied just now, is damaged: {damage}. {Machine}");
            }
        }
    }

    /// <summary>
    /// Goes through a whole file that was made. On a connection of its own: one that copied the rows of an index for search remembers that
    /// index as it was before them.
    /// </summary>
    public static async Task DemandSound(string file)
    {
        await using var connection = SqliteConnection.Open(file, create: false, "PRAGMA query_only=ON; " + Unasked);
        if (await Check(connection, "integrity_check") is { } damage)
        {
            throw new PlaceDamage($"{file}, made just now, is damaged: {damage}. {Machine}");
        }
    }

    private static async Task<string?> Check(SqliteConnection connection, string check)
    {
        var said = await PlaceContents.Rows(connection, $"PRAGMA {check}", row => row.GetString(0));
        return said is ["ok"]
            ? null
            : string.Join("; ", said.SelectMany(text => text.Split('\n')).Where(line => !line.StartsWith('*')).Take(SaidMax));
    }

    private static async Task<int> Orphans(SqliteConnection connection, string schema, string table)
    {
        var check = $"PRAGMA {schema}.foreign_key_check({PlaceContents.Quoted(table)})";
        return (await PlaceContents.Rows(connection, check, row => row.GetString(0))).Count;
    }
}
