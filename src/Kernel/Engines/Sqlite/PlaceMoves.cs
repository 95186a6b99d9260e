// The steps in which tables go from a module's file into the shared one and back: whole, on the disk, and never in neither.
using System.Diagnostics;
using System.Globalization;

namespace Cartwright.Kernel;

/// <summary>
/// Carries out what <see cref="PlaceFiles"/> arranges. Each step leaves the folder so that the next start can go on or begin anew, and says
/// in words what stood in its way.
/// </summary>
internal sealed class PlaceMoves(string folder, IReadOnlyCollection<PlaceModule> all, TimeProvider clock, Action<string> say)
{
    /// <summary>Ends the name of a file that is being made.</summary>
    public const string Making = ".making";

    private const string Shop = SqlitePlace.Name;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    /// <summary>A module that takes as long is said to be done.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>How things stand, should the start end here: for whoever is told what stood in its way.</summary>
    public string Stands { get; private set; } = "Nothing was changed.";

    /// <summary>Told after each step that a kill could come behind.</summary>
    public Action<string> After { get; set; } = _ => { };

    /// <summary>How many bytes are free.</summary>
    public Func<long> Room { get; set; } = () => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>What else holds for a file that is being made.</summary>
    public string ForNewFile { get; set; } = string.Empty;

    /// <summary>The folder in the data folder that keeps files aside.</summary>
    public string AsideFolder => Path.Combine(folder, PlaceFiles.Aside);

    /// <summary>Whether there is a shared file; a start that was killed may have left one without anything in it.</summary>
    public bool HasShop => BytesOf(Name(Shop)) > 0;

    public static long BytesOf(string file) => new FileInfo(file) is { Exists: true } there ? there.Length : 0;

    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");

    public static string Seconds(long began) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");

    public static string Counted(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");

    /// <summary>The path of a file of the folder, of a module or the shared one.</summary>
    public string Name(string file) => Path.Combine(folder, file + ".db");

    /// <summary>The statements that note a module as one whose tables are in the shared file.</summary>
    public string Note(string module) =>
        $"CREATE TABLE IF NOT EXISTS main.{PlaceFiles.Modules} (module TEXT PRIMARY KEY, since_ms BIGINT NOT NULL); "
        + $"INSERT INTO main.{PlaceFiles.Modules}(module, since_ms) VALUES ({PlaceContents.Text(module)}, {Now()});";

    /// <summary>Makes the shared file, of all modules' files at once. Answers the rows.</summary>
    public async Task<long> MakeShop(List<string> modules)
    {
        var making = Name(Shop) + Making;
        return await Made(
            Shop,
            making,
            async () =>
            {
                var pragmas = await Explained(Shop, modules[0], () => PlaceCopy.Like(Name(modules[0]))) + ForNewFile;
                long rows = 0;
                foreach (var module in modules)
                {
                    rows += await Explained(Shop, module, () => Take(module, making, pragmas, isNew: true));
                    After($"{module} in {Shop}{Making}");
                }

                return rows;
            }
        );
    }

    /// <summary>Copies a module's own file into the shared one, in one transaction with its note. Answers the rows.</summary>
    public async Task<long> Take(string module, string into, string pragmas, bool isNew)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = PlaceCopy.Open(into, isNew, pragmas, Name(module));
        connection.Run("BEGIN IMMEDIATE");
        var contents = await PlaceContents.OfFile(connection, PlaceContents.Source, module);
        var rows = await PlaceCopy.Copy(connection, contents, Name(module), After);
        connection.Run(Note(module));
        if (!isNew)
        {
            await PlaceCopy.DemandSound(connection, contents);
        }

        connection.Run("COMMIT");
        SayLong(module, rows, began);
        return rows;
    }

    /// <summary>Makes a file and gives it its name once it is whole, sound and on the disk.</summary>
    public async Task<long> Made(string file, string making, Func<Task<long>> make)
    {
        try
        {
            var rows = await make();
            return await Explained(
                file,
                file,
                async () =>
                {
                    await PlaceCopy.DemandSound(making);
                    After($"{Path.GetFileName(making)} sound");
                    DurableFiles.Sync(making);
                    After($"{Path.GetFileName(making)} synced");

                    // Beside the new file, a log or journal of what had its name would be taken for its own. The mark has none.
                    foreach (var left in (string[])["-wal", "-shm", "-journal"])
                    {
                        File.Delete(Name(file) + left);
                    }

                    DurableFiles.Replace(Name(file), making);
                    Has($"{file}.db in place");
                    return rows;
                }
            );
        }
        catch
        {
            File.Delete(making);
            throw;
        }
    }

    /// <summary>Takes a module's tables out of the shared file.</summary>
    public async Task<bool> Drop(string module)
    {
        await using (var connection = SqliteConnection.Open(Name(Shop), create: false, PlaceCopy.Careful))
        {
            connection.Run("BEGIN IMMEDIATE");
            (await PlaceContents.OfPlace(connection, "main", module, all)).Drop(connection);
            connection.Run($"DELETE FROM {PlaceFiles.Modules} WHERE module = {PlaceContents.Text(module)}");
            After($"{module} dropped");
            connection.Run("COMMIT");
        }

        Has($"{module} gone from {Shop}.db");
        return true;
    }

    /// <summary>Keeps a module's file, whole, elsewhere and puts the mark in its place; at every moment one of them is there.</summary>
    public async Task<bool> SetAside(string module)
    {
        await using (var connection = SqliteConnection.Open(Name(module), create: false, PlaceCopy.Careful))
        {
            await PlaceContents.Rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt64(0));
        }

        // SQLite takes its log away with the last connection. Left beside the mark, it would be taken for the mark's.
        if (File.Exists(Name(module) + "-wal"))
        {
            throw new ConfigurationRefused($"{Name(module)} is in use by another program. End it. {Stands}");
        }

        After($"{module}.db whole");
        if (!Directory.Exists(AsideFolder))
        {
            Directory.CreateDirectory(AsideFolder);
            DurableFiles.SyncFolder(folder);
        }

        // One that was kept before, and came back and went again, stays. A start that was killed may have kept this one already.
        var kept = Enumerable.Range(1, int.MaxValue).Select(Kept).TakeWhile(File.Exists).ToList();
        if (kept.Count == 0 || !DurableFiles.AreSame(kept[^1], Name(module)))
        {
            DurableFiles.Keep(Name(module), Kept(kept.Count + 1), Path.Combine(AsideFolder, module + Making));
        }

        After($"{module}.db kept");
        return await Mark(module);
        string Kept(int turn) => Path.Combine(AsideFolder, turn == 1 ? $"{module}.db" : $"{module}.{turn}.db");
    }

    /// <summary>Puts the small file in place that an older version refuses as one of a newer, by the name of its only migration.</summary>
    public async Task<bool> Mark(string module)
    {
        var making = Name(module) + Making;
        await using (var connection = SqliteConnection.Open(making, create: true, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"))
        {
            connection.Run(
                $"CREATE TABLE {Migrations.Table} (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_ms BIGINT NOT NULL) WITHOUT ROWID; "
                    + $"INSERT INTO {Migrations.Table}(name, hash, applied_ms) VALUES ({PlaceContents.Text(PlaceFiles.Moved)}, '', {Now()})"
            );
        }

        DurableFiles.Sync(making);
        After($"mark of {module} made");
        DurableFiles.Replace(Name(module), making);
        Has($"mark of {module} in place");
        return true;
    }

    /// <summary>From here on a start that is refused has changed something.</summary>
    public void Has(string done)
    {
        Stands = "The next start goes on from here.";
        After(done);
    }

    /// <summary>Says what is about to be done and the room that it takes; refuses it where there is not so much.</summary>
    public void DemandRoom(long bytes, string what)
    {
        var (wanted, free) = (bytes + (bytes / 10), Room());
        var said = $"{what}, which takes {Size(wanted)} of room; the disk of {folder} has {Size(free)}";
        if (free < wanted)
        {
            throw new ConfigurationRefused($"{said}. Make room there. {Stands}");
        }

        say(said);
    }

    /// <summary>Does it, and says in words what stood in the way and how things stand.</summary>
    /// <param name="written">The file that is written, without its ending.</param>
    /// <param name="read">The file that is read.</param>
    public async Task<T> Explained<T>(string written, string read, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PlaceDamage damage)
        {
            throw new ConfigurationRefused($"{damage.Message} {Stands}");
        }
        catch (SqliteFailure failure) when (failure.Code is Busy or Locked && written != read)
        {
            throw new ConfigurationRefused($"{Name(read)} or {Name(written)} is in use by another program. End it. {Stands}");
        }
        catch (Exception failure) when (failure is SqliteFailure or IOException or UnauthorizedAccessException)
        {
            var file = failure is SqliteFailure and not { Code: Full } ? read : written;
            throw new ConfigurationRefused(
                (
                    new SqliteDialect(folder).Explain(file, failure)?.Message
                    ?? $"The tables in {Name(read)} cannot be laid into {Name(written)}: {failure.Message}."
                )
                    + " "
                    + Stands
            );
        }
    }

    private string Now() => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private void SayLong(string module, long rows, long began)
    {
        if (Stopwatch.GetElapsedTime(began) >= Long)
        {
            say($"{module}: {Counted(rows)}, {Seconds(began)}");
        }
    }
}
