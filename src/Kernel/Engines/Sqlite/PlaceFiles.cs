// A folder of one SQLite file a module becomes one of a file that modules share, at a start and all or nothing; the files are kept aside.
// And the way back for one module. Whatever kills it, the next start goes on or begins anew: no row is lost or there twice.
using System.Diagnostics;
using System.Globalization;

namespace Cartwright.Kernel;

/// <summary>
/// Lays the tables of a stopped shop where its configuration wants them: in <c>shop.db</c> for modules that share it, in
/// <c>{module}.db</c> for each that has its own. A copy is compared with what was copied, value by value, before it holds. In place of a
/// file whose tables went into the shared one lies a mark, a small file that versions before this one refuse in words: they would begin an
/// empty shop.
/// </summary>
/// <remarks>
/// A module is in shop.db exactly when its row is in the table place_modules there, which is written in the transaction of its tables.
/// While it is, a file of its own is a leftover of a start that was killed, and is compared before it goes. Nothing here may run beside a
/// shop: the caller holds the folder, and has no database open.
/// </remarks>
public sealed class PlaceFiles
{
    /// <summary>The folder in the data folder that keeps the files whose tables went into the shared one.</summary>
    public const string Aside = "before-place";

    private const string Shop = SqlitePlace.Name;
    internal const string Modules = "place_modules";
    internal const string Moved = "moved-to-shop.db";
    private const string Making = ".making";
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    /// <summary>A module that takes as long is said to be done.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    private readonly string folder;
    private readonly IReadOnlyCollection<PlaceModule> all;
    private readonly TimeProvider clock;
    private readonly Action<string> say;
    private string stands = "Nothing was changed.";

    internal PlaceFiles(string folder, IReadOnlyCollection<PlaceModule> all, TimeProvider clock, Action<string> say)
    {
        (this.folder, this.all, this.clock, this.say) = (folder, all, clock, say);
        Room = () => new DriveInfo(folder).AvailableFreeSpace;
    }

    /// <summary>What a module's file is.</summary>
    private enum Found
    {
        /// <summary>There is none, or one without any table.</summary>
        Nothing,

        /// <summary>A module's tables.</summary>
        Tables,

        /// <summary>What is left in place of a file that went into the shared one.</summary>
        Mark,

        /// <summary>Tables of another program.</summary>
        Other,
    }

    /// <summary>What is to be done with a module.</summary>
    private enum Work
    {
        None,

        /// <summary>Its tables go into the shared file.</summary>
        Gather,

        /// <summary>They are there; its file is a leftover.</summary>
        SetAside,

        /// <summary>They have always been there, and nothing keeps an older version from beginning an empty shop beside them.</summary>
        Mark,

        /// <summary>They come out of the shared file.</summary>
        GiveBack,

        /// <summary>They came out; those in the shared file are a leftover.</summary>
        Drop,

        /// <summary>They are in neither file.</summary>
        IsLost,

        /// <summary>Something else has the name of its file.</summary>
        IsTaken,
    }

    /// <summary>Told after each step that a kill could come behind.</summary>
    internal Action<string> After { get; init; } = _ => { };

    /// <summary>How many bytes are free.</summary>
    internal Func<long> Room { get; init; }

    /// <summary>What else holds for a file that is being made.</summary>
    internal string ForNewFile { get; init; } = string.Empty;

    private string AsideFolder => Path.Combine(folder, Aside);

    /// <summary>Whether there is a shared file; a start that was killed may have left one without anything in it.</summary>
    private bool HasShop => BytesOf(Name(Shop)) > 0;

    /// <summary>
    /// Arranges a data folder. Makes nothing in an empty one, and takes a look at each file in one that is arranged. Where modules go into
    /// the shared file or come out of it, it takes as long as reading their files some five times, and as much room again.
    /// </summary>
    /// <param name="folder">The data folder, held by the caller.</param>
    /// <param name="all">Every module of the program, wherever its tables are.</param>
    /// <param name="shared">Those of this process that are to be in the shared file.</param>
    /// <param name="own">Those of this process that are to have their own.</param>
    /// <param name="say">Told what is done, a line each; and where files are kept aside, for as long as there are any.</param>
    /// <exception cref="ConfigurationRefused">
    /// A file is damaged, in use or not what it should be, or the disk has no room: which one, and what to do.
    /// </exception>
    public static Task Arrange(
        string folder,
        IReadOnlyCollection<PlaceModule> all,
        IReadOnlyCollection<string> shared,
        IReadOnlyCollection<string> own,
        TimeProvider clock,
        Action<string> say
    ) => new PlaceFiles(folder, all, clock, say).Arrange(shared, own);

    /// <summary>The same with what tests put in its way.</summary>
    internal async Task Arrange(IReadOnlyCollection<string> shared, IReadOnlyCollection<string> own)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        Tidy();
        var inPlace = HasShop ? await Explained(Shop, Shop, InPlace) : [];
        var work = new List<(string Module, Work Work)>();
        foreach (var module in shared.Concat(own))
        {
            var found = await Explained(module, module, () => Look(module));
            work.Add((module, For(found, inPlace.Contains(module), shared.Contains(module))));
        }

        var refused = new List<string>();
        foreach (var (module, what) in work)
        {
            refused.AddRange(
                what switch
                {
                    Work.IsLost =>
                    [
                        $"The tables of {module} went into {Name(Shop)}, says {Name(module)}, and are not there. Put {Name(Shop)} back, from a "
                            + $"backup if need be; or what {Name(module)} was before, without what happened since: {AsideFolder} may have it.",
                    ],
                    Work.IsTaken => [$"{Name(module)} is of another program, and {module} is to have its own file. Move it elsewhere."],
                    Work.SetAside or Work.Drop => await Explained(Shop, module, () => Differences(module, what)),
                    _ => [],
                }
            );
        }

        if (refused.Count > 0)
        {
            throw new ConfigurationRefused(string.Join(Environment.NewLine, [.. refused, stands]));
        }

        foreach (var (module, what) in work)
        {
            if (what is Work.Mark or Work.SetAside)
            {
                await Explained(module, module, () => what == Work.Mark ? Mark(module) : SetAside(module));
            }
        }

        await Gather([.. work.Where(one => one.Work == Work.Gather).Select(one => one.Module)]);
        foreach (var (module, what) in work)
        {
            if (what == Work.GiveBack)
            {
                await GiveBack(module);
            }
            else if (what == Work.Drop)
            {
                await Explained(Shop, Shop, () => Drop(module));
            }
        }

        SayAside();
    }

    private static Work For(Found found, bool isInPlace, bool isShared) =>
        (found, isInPlace, isShared) switch
        {
            (Found.Tables, false, true) => Work.Gather,
            (Found.Tables, true, true) => Work.SetAside,
            (Found.Nothing, true, true) => Work.Mark,
            (Found.Tables, true, false) => Work.Drop,
            (Found.Other, true, false) => Work.IsTaken,
            (_, true, false) => Work.GiveBack,
            (Found.Mark, false, _) => Work.IsLost,
            _ => Work.None,
        };

    private static long BytesOf(string file) => new FileInfo(file) is { Exists: true } there ? there.Length : 0;

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB");

    private static string Seconds(long began) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s");

    private static string Counted(long rows) => string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");

    private string Name(string file) => Path.Combine(folder, file + ".db");

    /// <summary>Takes away what a killed start was making: it is of no use.</summary>
    private void Tidy()
    {
        foreach (var file in all.Select(module => module.Module).Append(Shop))
        {
            File.Delete(Name(file) + Making);
        }

        foreach (var file in Directory.Exists(AsideFolder) ? Directory.GetFiles(AsideFolder, "*" + Making) : [])
        {
            File.Delete(file);
        }

        if (!HasShop && BytesOf(Name(Shop) + "-wal") > 0)
        {
            throw new ConfigurationRefused(
                $"{Name(Shop)}-wal is there without {Name(Shop)}, to which it belongs. Put that back; or remove the one that is left, "
                    + $"if the shop is to go on without what was in it. {stands}"
            );
        }
    }

    /// <summary>The modules whose tables are in the shared file. One that began there, rather than was taken there, is noted now.</summary>
    private async Task<HashSet<string>> InPlace()
    {
        await using var connection = SqliteConnection.Open(Name(Shop), create: false, PlaceCopy.Careful);
        var tables = await PlaceContents.Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0));
        var noted = tables.Contains(Modules)
            ? (await PlaceContents.Rows(connection, $"SELECT module FROM {Modules}", row => row.GetString(0))).ToHashSet()
            : [];
        foreach (var (module, _) in all)
        {
            if (tables.Contains($"{module}_{Migrations.Table}") && noted.Add(module))
            {
                connection.Run($"BEGIN IMMEDIATE; {Note(module)} COMMIT;");
            }
        }

        return noted;
    }

    private string Note(string module) =>
        $"CREATE TABLE IF NOT EXISTS main.{Modules} (module TEXT PRIMARY KEY, since_ms BIGINT NOT NULL); "
        + $"INSERT INTO main.{Modules}(module, since_ms) VALUES ({PlaceContents.Text(module)}, {Now()});";

    private string Now() => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private async Task<Found> Look(string module)
    {
        if (!File.Exists(Name(module)))
        {
            return Found.Nothing;
        }

        await using var connection = SqliteConnection.Open(Name(module), create: false, "PRAGMA query_only=ON;");
        var there = await PlaceContents.Rows(connection, "SELECT name FROM sqlite_master", row => row.GetString(0));
        if (!there.Contains(Migrations.Table))
        {
            return there.Count == 0 ? Found.Nothing : Found.Other;
        }

        var marks = await PlaceContents.Number(connection, $"SELECT COUNT(*) FROM {Migrations.Table} WHERE name = $1", Moved);
        return marks > 0 ? Found.Mark : Found.Tables;
    }

    /// <summary>
    /// Why what seems a leftover of a killed start is none: it is not what the other file holds. Then an older version is behind it, or a
    /// copy that was put back, and only the operator knows with which of the two the shop is to go on.
    /// </summary>
    private async Task<List<string>> Differences(string module, Work work)
    {
        await using var connection = PlaceCopy.Open(Name(Shop), create: false, PlaceCopy.Careful, Name(module));
        var leftover = await PlaceContents.OfFile(connection, PlaceContents.Source, module);
        var difference = await leftover.Missing(connection);
        if (work == Work.Drop)
        {
            var its = (await PlaceContents.OfPlace(connection, "main", module, all)).Tables.Select(table => table.To);
            var more = its.Except(leftover.Tables.Select(table => table.From)).FirstOrDefault();
            difference ??= more is null ? null : $"{more} is on the one side only";
        }

        return difference is null
            ? []
            :
            [
                $"{Name(Shop)} and {Name(module)} both hold the tables of {module}, and not the same: {difference}. One of the two was "
                    + $"written to alone, by an older version or by a copy put back. To go on with {Name(Shop)}, move {Name(module)} away; "
                    + $"to go on with what was before, move {Name(Shop)} away and put every file of {AsideFolder} back that has no newer "
                    + "one in its place.",
            ];
    }

    /// <summary>Takes modules into the shared file: into a new one all at once, into one that is there each by itself.</summary>
    private async Task Gather(List<string> modules)
    {
        if (modules.Count == 0)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var isNew = !HasShop;
        var bytes = modules.Sum(module => BytesOf(Name(module)) + BytesOf(Name(module) + "-wal"));

        // What is added to a file that others use is written to its log first.
        DemandRoom(isNew ? bytes : 2 * bytes, $"{string.Join(", ", modules)}: {Size(bytes)} go into {Name(Shop)}");
        var rows = isNew ? await MakeShop(modules) : 0;
        foreach (var module in modules)
        {
            if (!isNew)
            {
                rows += await Explained(Shop, module, () => Take(module, Name(Shop), PlaceCopy.Careful, isNew));
                Has($"{module} in {Shop}");
            }

            await Explained(module, module, () => SetAside(module));
        }

        say($"{string.Join(", ", modules)}: {Counted(rows)} went into {Name(Shop)} in {Seconds(began)}");
    }

    private async Task<long> MakeShop(List<string> modules)
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
    private async Task<long> Take(string module, string into, string pragmas, bool isNew)
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

    /// <summary>Copies a module's tables into a file of its own; then, once that has its name, drops them from the shared one.</summary>
    private async Task GiveBack(string module)
    {
        var (began, making) = (Stopwatch.GetTimestamp(), Name(module) + Making);
        var rows = await Made(
            module,
            making,
            () =>
                Explained(
                    module,
                    Shop,
                    async () =>
                    {
                        await using var connection = PlaceCopy.Open(
                            making,
                            create: true,
                            await PlaceCopy.Like(Name(Shop)) + ForNewFile,
                            Name(Shop)
                        );
                        var contents = await PlaceContents.OfPlace(connection, PlaceContents.Source, module, all);
                        DemandRoom(await contents.Bytes(connection), $"{module} gets its own file, {Name(module)}");
                        connection.Run("BEGIN IMMEDIATE");
                        var copied = await PlaceCopy.Copy(connection, contents, Name(Shop), After);
                        connection.Run("COMMIT");
                        return copied;
                    }
                )
        );
        await Explained(Shop, Shop, () => Drop(module));
        say($"{module}: {Counted(rows)} went into {Name(module)} in {Seconds(began)}");
    }

    /// <summary>Makes a file and gives it its name once it is whole, sound and on the disk.</summary>
    private async Task<long> Made(string file, string making, Func<Task<long>> make)
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

    private async Task<bool> Drop(string module)
    {
        await using (var connection = SqliteConnection.Open(Name(Shop), create: false, PlaceCopy.Careful))
        {
            connection.Run("BEGIN IMMEDIATE");
            (await PlaceContents.OfPlace(connection, "main", module, all)).Drop(connection);
            connection.Run($"DELETE FROM {Modules} WHERE module = {PlaceContents.Text(module)}");
            After($"{module} dropped");
            connection.Run("COMMIT");
        }

        Has($"{module} gone from {Shop}.db");
        return true;
    }

    /// <summary>Keeps a module's file, whole, elsewhere and puts the mark in its place; at every moment one of them is there.</summary>
    private async Task<bool> SetAside(string module)
    {
        await using (var connection = SqliteConnection.Open(Name(module), create: false, PlaceCopy.Careful))
        {
            await PlaceContents.Rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt64(0));
        }

        // SQLite takes its log away with the last connection. Left beside the mark, it would be taken for the mark's.
        if (File.Exists(Name(module) + "-wal"))
        {
            throw new ConfigurationRefused($"{Name(module)} is in use by another program. End it. {stands}");
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
    private async Task<bool> Mark(string module)
    {
        var making = Name(module) + Making;
        await using (var connection = SqliteConnection.Open(making, create: true, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"))
        {
            connection.Run(
                $"CREATE TABLE {Migrations.Table} (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_ms BIGINT NOT NULL) WITHOUT ROWID; "
                    + $"INSERT INTO {Migrations.Table}(name, hash, applied_ms) VALUES ({PlaceContents.Text(Moved)}, '', {Now()})"
            );
        }

        DurableFiles.Sync(making);
        After($"mark of {module} made");
        DurableFiles.Replace(Name(module), making);
        Has($"mark of {module} in place");
        return true;
    }

    /// <summary>From here on a start that is refused has changed something.</summary>
    private void Has(string done)
    {
        stands = "The next start goes on from here.";
        After(done);
    }

    private void DemandRoom(long bytes, string what)
    {
        var (wanted, free) = (bytes + (bytes / 10), Room());
        var said = $"{what}, which takes {Size(wanted)} of room; the disk of {folder} has {Size(free)}";
        if (free < wanted)
        {
            throw new ConfigurationRefused($"{said}. Make room there. {stands}");
        }

        say(said);
    }

    private void SayLong(string module, long rows, long began)
    {
        if (Stopwatch.GetElapsedTime(began) >= Long)
        {
            say($"{module}: {Counted(rows)}, {Seconds(began)}");
        }
    }

    private void SayAside()
    {
        if (Directory.Exists(AsideFolder) && Directory.GetFiles(AsideFolder) is { Length: > 0 } kept)
        {
            say(
                $"{AsideFolder} keeps the files as they were before their tables went into {Shop}.db: {Size(kept.Sum(BytesOf))}. "
                    + "It may be deleted once the shop was backed up"
            );
        }
    }

    /// <summary>Does it, and says in words what stood in the way and how things stand.</summary>
    /// <param name="written">The file that is written, without its ending.</param>
    /// <param name="read">The file that is read.</param>
    private async Task<T> Explained<T>(string written, string read, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PlaceDamage damage)
        {
            throw new ConfigurationRefused($"{damage.Message} {stands}");
        }
        catch (SqliteFailure failure) when (failure.Code is Busy or Locked && written != read)
        {
            throw new ConfigurationRefused($"{Name(read)} or {Name(written)} is in use by another program. End it. {stands}");
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
                    + stands
            );
        }
    }
}
