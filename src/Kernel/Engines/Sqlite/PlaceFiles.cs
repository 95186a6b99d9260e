// A folder of one SQLite file a module becomes one of a file that modules share, at a start and all or nothing; the files are kept aside.
// And the way back for one module. Whatever kills it, the next start goes on or begins anew: no row is lost or there twice.
using System.Diagnostics;

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

    private readonly string folder;
    private readonly IReadOnlyCollection<PlaceModule> all;
    private readonly Action<string> say;

    internal PlaceFiles(string folder, IReadOnlyCollection<PlaceModule> all, TimeProvider clock, Action<string> say)
    {
        (this.folder, this.all, this.say) = (folder, all, say);
        Moves = new(folder, all, clock, say);
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

    /// <summary>Carries out what is arranged.</summary>
    internal PlaceMoves Moves { get; }

    private string AsideFolder => Moves.AsideFolder;

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
        var inPlace = Moves.HasShop ? await Moves.Explained(Shop, Shop, InPlace) : [];
        var work = new List<(string Module, Work Work)>();
        foreach (var module in shared.Concat(own))
        {
            var found = await Moves.Explained(module, module, () => Look(module));
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
                    Work.SetAside or Work.Drop => await Moves.Explained(Shop, module, () => Differences(module, what)),
                    _ => [],
                }
            );
        }

        if (refused.Count > 0)
        {
            throw new ConfigurationRefused(string.Join(Environment.NewLine, [.. refused, Moves.Stands]));
        }

        foreach (var (module, what) in work)
        {
            if (what is Work.Mark or Work.SetAside)
            {
                await Moves.Explained(module, module, () => what == Work.Mark ? Moves.Mark(module) : Moves.SetAside(module));
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
                await Moves.Explained(Shop, Shop, () => Moves.Drop(module));
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

    private string Name(string file) => Moves.Name(file);

    /// <summary>Takes away what a killed start was making: it is of no use.</summary>
    private void Tidy()
    {
        foreach (var file in all.Select(module => module.Module).Append(Shop))
        {
            File.Delete(Name(file) + PlaceMoves.Making);
        }

        foreach (var file in Directory.Exists(AsideFolder) ? Directory.GetFiles(AsideFolder, "*" + PlaceMoves.Making) : [])
        {
            File.Delete(file);
        }

        if (!Moves.HasShop && PlaceMoves.BytesOf(Name(Shop) + "-wal") > 0)
        {
            throw new ConfigurationRefused(
                $"{Name(Shop)}-wal is there without {Name(Shop)}, to which it belongs. Put that back; or remove the one that is left, "
                    + $"if the shop is to go on without what was in it. {Moves.Stands}"
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
                connection.Run($"BEGIN IMMEDIATE; {Moves.Note(module)} COMMIT;");
            }
        }

        return noted;
    }

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
        var isNew = !Moves.HasShop;
        var bytes = modules.Sum(module => PlaceMoves.BytesOf(Name(module)) + PlaceMoves.BytesOf(Name(module) + "-wal"));

        // What is added to a file that others use is written to its log first.
        Moves.DemandRoom(isNew ? bytes : 2 * bytes, $"{string.Join(", ", modules)}: {PlaceMoves.Size(bytes)} go into {Name(Shop)}");
        var rows = isNew ? await Moves.MakeShop(modules) : 0;
        foreach (var module in modules)
        {
            if (!isNew)
            {
                rows += await Moves.Explained(Shop, module, () => Moves.Take(module, Name(Shop), PlaceCopy.Careful, isNew));
                Moves.Has($"{module} in {Shop}");
            }

            await Moves.Explained(module, module, () => Moves.SetAside(module));
        }

        say($"{string.Join(", ", modules)}: {PlaceMoves.Counted(rows)} went into {Name(Shop)} in {PlaceMoves.Seconds(began)}");
    }

    /// <summary>Copies a module's tables into a file of its own; then, once that has its name, drops them from the shared one.</summary>
    private async Task GiveBack(string module)
    {
        var (began, making) = (Stopwatch.GetTimestamp(), Name(module) + PlaceMoves.Making);
        var rows = await Moves.Made(
            module,
            making,
            () =>
                Moves.Explained(
                    module,
                    Shop,
                    async () =>
                    {
                        await using var connection = PlaceCopy.Open(
                            making,
                            create: true,
                            await PlaceCopy.Like(Name(Shop)) + Moves.ForNewFile,
                            Name(Shop)
                        );
                        var contents = await PlaceContents.OfPlace(connection, PlaceContents.Source, module, all);
                        Moves.DemandRoom(await contents.Bytes(connection), $"{module} gets its own file, {Name(module)}");
                        connection.Run("BEGIN IMMEDIATE");
                        var copied = await PlaceCopy.Copy(connection, contents, Name(Shop), Moves.After);
                        connection.Run("COMMIT");
                        return copied;
                    }
                )
        );
        await Moves.Explained(Shop, Shop, () => Moves.Drop(module));
        say($"{module}: {PlaceMoves.Counted(rows)} went into {Name(module)} in {PlaceMoves.Seconds(began)}");
    }

    private void SayAside()
    {
        if (Directory.Exists(AsideFolder) && Directory.GetFiles(AsideFolder) is { Length: > 0 } kept)
        {
            say(
                $"{AsideFolder} keeps the files as they were before their tables went into {Shop}.db: {PlaceMoves.Size(kept.Sum(PlaceMoves.BytesOf))}. "
                    + "It may be deleted once the shop was backed up"
            );
        }
    }
}
