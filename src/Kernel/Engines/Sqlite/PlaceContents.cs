// A module's tables, indexes, views and triggers in an SQLite file, its own or the one that modules share: how they are copied into the
// other, compared, and dropped.
using System.Data.Common;
using System.Text.RegularExpressions;
using SQLitePCL;

namespace Cartwright.Kernel;

/// <summary>A table with its rows, on both sides.</summary>
/// <param name="From">Its name where it is.</param>
/// <param name="To">Its name in the other file.</param>
/// <param name="Kind">As PRAGMA table_list has it: table, virtual, or shadow for what a virtual table keeps its own in.</param>
/// <param name="Columns">Quoted, without those that SQLite computes.</param>
/// <param name="Key">The columns by which a row is found, quoted: rowid, or the primary key of a table without.</param>
internal sealed record PlaceTable(string From, string To, string Kind, IReadOnlyList<string> Columns, IReadOnlyList<string> Key)
{
    public const string Virtual = "virtual";
    public const string Shadow = "shadow";

    /// <summary>Whether the rows are the table's own.</summary>
    public bool HasRows => Kind != Virtual;
}

/// <summary>What of a file is a module's. The kernel's tables bear the module's name before theirs where modules share the file.</summary>
/// <remarks>Statements are of one connection: the file written is <c>main</c>, the one read is attached as <c>source</c>.</remarks>
internal sealed partial class PlaceContents
{
    /// <summary>The name under which the other file is attached.</summary>
    public const string Source = "source";

    private const string Main = "main";

    /// <summary>What a row takes beside its values.</summary>
    private const int RowBytes = 16;

    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private static readonly string[] KernelTables = [Migrations.Table, "outbox", "outbox_sent", "inbox", "inbox_waiting"];

    private readonly List<SchemaObject> objects;
    private readonly Dictionary<string, string> renamed;

    private PlaceContents(List<SchemaObject> objects, Dictionary<string, string> renamed, IReadOnlyList<PlaceTable> tables) =>
        (this.objects, this.renamed, Tables) = (objects, renamed, tables);

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<PlaceTable> Tables { get; }

    /// <summary>A module's own file: all that is in it.</summary>
    /// <param name="schema">main or source.</param>
    public static async Task<PlaceContents> OfFile(SqliteConnection connection, string schema, string module)
    {
        var all = await Objects(connection, schema);
        var kernel = all.Where(one => KernelTables.Contains(one.Table))
            .ToDictionary(one => one.Name, one => InPlace(module, one.Name), Names);
        return new PlaceContents(all, kernel, await TablesOf(connection, schema, all, kernel));
    }

    /// <summary>What is a module's in the file that modules share.</summary>
    /// <param name="schema">main or source.</param>
    /// <param name="all">Every module of the program.</param>
    /// <exception cref="PlaceDamage">There is a table or view of which nobody can say whose it is.</exception>
    public static async Task<PlaceContents> OfPlace(
        SqliteConnection connection,
        string schema,
        string module,
        IReadOnlyCollection<PlaceModule> all
    )
    {
        var there = await Objects(connection, schema);
        var kinds = await Kinds(connection, schema);
        var owners = new Dictionary<string, string>(Names);
        foreach (var (name, tables) in all)
        {
            foreach (var table in tables.Concat(KernelTables.Select(table => InPlace(name, table))))
            {
                owners.TryAdd(table, name);
            }
        }

        // What a virtual table keeps its own in is its owner's.
        foreach (var table in kinds.Where(table => table.Value.Kind == PlaceTable.Shadow).Select(table => table.Key))
        {
            var index = kinds.FirstOrDefault(other => other.Value.Kind == PlaceTable.Virtual && IsOf(table, other.Key)).Key;
            if (index is not null && owners.TryGetValue(index, out var owner))
            {
                owners[table] = owner;
            }
        }

        foreach (var view in there.Where(one => one.Type == "view"))
        {
            var read = ReadBy(connection, schema, view.Name).Where(owners.ContainsKey).Select(table => owners[table]).Distinct().ToList();
            if (read.Count == 1)
            {
                owners[view.Name] = read[0];
            }
        }

        var nobodys = there.FirstOrDefault(one => one.Name == one.Table && one.Name != PlaceFiles.Modules && !owners.ContainsKey(one.Name));
        if (nobodys is not null)
        {
            throw new PlaceDamage(
                $"Whose the {nobodys.Type} {nobodys.Name} in {SqlitePlace.Name}.db is cannot be said: no module of this version has it. "
                    + $"Take Place:{module}=own away, start once with all modules, for the tables to become this version's, and set it again."
            );
        }

        var its = there.Where(one => owners.GetValueOrDefault(one.Table) == module).ToList();
        var kernel = its.Where(one => KernelTables.Any(table => InPlace(module, table) == one.Table))
            .ToDictionary(one => one.Name, one => IsOf(one.Name, module) ? one.Name[(module.Length + 1)..] : one.Name, Names);
        return new PlaceContents(its, kernel, await TablesOf(connection, schema, its, kernel));
    }

    /// <summary>Answers the rows of a query. No statement stays open.</summary>
    public static async Task<List<T>> Rows<T>(SqliteConnection connection, string sql, Func<DbDataReader, T> map, params object?[] args)
    {
        using var statement = connection.Prepare(sql);
        await using var reader = await statement.Read(args);
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>Answers one number.</summary>
    public static async Task<long> Number(SqliteConnection connection, string sql, params object?[] args) =>
        (await Rows(connection, sql, row => row.IsDBNull(0) ? 0 : row.GetInt64(0), args)).FirstOrDefault();

    /// <summary>A name as a statement has it.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a statement has it, where no parameter may stand.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// Copies all of it from source into main, rows before indexes, triggers last so that none fires. A rowid stays what it is, and numbers
    /// go on behind the last that was ever given. Answers the number of rows.
    /// </summary>
    /// <exception cref="PlaceDamage">Something of that name is there already.</exception>
    public async Task<long> Copy(SqliteConnection connection)
    {
        var taken = (await Objects(connection, Main)).Select(one => one.Name).ToHashSet(Names);
        if (objects.Find(one => taken.Contains(To(one.Name))) is { } twice)
        {
            throw new PlaceDamage(
                $"There are two of the name {To(twice.Name)}, and a file can hold one: another program made the {twice.Type}. Rename it."
            );
        }

        foreach (var kind in (string[])["table", PlaceTable.Virtual])
        {
            foreach (var table in Tables.Where(table => table.Kind == kind))
            {
                Make(connection, objects.Find(one => one.Name == table.From)!);
            }
        }

        var numbered = await HasNumbers(connection, Source) && await HasNumbers(connection, Main);
        long rows = 0;
        foreach (var table in Tables.Where(table => table.HasRows))
        {
            // An index for search begins with rows of its own.
            var columns = string.Join(", ", table.Columns.Except(table.Key).Prepend(string.Join(", ", table.Key)));
            connection.Run($"DELETE FROM main.{Quoted(table.To)}");
            connection.Run(
                $"INSERT INTO main.{Quoted(table.To)}({columns}) SELECT {columns} FROM source.{Quoted(table.From)} "
                    + $"ORDER BY {string.Join(", ", table.Key)}"
            );
            rows += await Number(connection, "SELECT changes()");
            if (numbered)
            {
                connection.Run(
                    $"DELETE FROM main.sqlite_sequence WHERE name = {Text(table.To)}; "
                        + $"INSERT INTO main.sqlite_sequence(name, seq) SELECT {Text(table.To)}, seq "
                        + $"FROM source.sqlite_sequence WHERE name = {Text(table.From)}"
                );
            }
        }

        foreach (var type in (string[])["index", "view", "trigger"])
        {
            foreach (var one in objects.Where(one => one.Type == type))
            {
                Make(connection, one);
            }
        }

        return rows;
    }

    /// <summary>
    /// What differs between a table in source and its counterpart in main, in words; null when every value of every row is the same, and
    /// the number of the next one.
    /// </summary>
    public static async Task<string?> Difference(SqliteConnection connection, PlaceTable table)
    {
        var (main, source) = ($"main.{Quoted(table.To)}", $"source.{Quoted(table.From)}");
        var found = string.Join(" AND ", table.Key.Select(key => $"s.{key} = m.{key}"));
        var same = string.Join(
            " AND ",
            table.Columns.Select(column => $"m.{column} COLLATE BINARY IS s.{column} AND typeof(m.{column}) = typeof(s.{column})")
        );
        var counts = (
            await Rows(
                connection,
                $"SELECT (SELECT COUNT(*) FROM {main}), (SELECT COUNT(*) FROM {source}), "
                    + $"(SELECT COUNT(*) FROM {main} AS m CROSS JOIN {source} AS s ON {found} WHERE {same})",
                row => (There: row.GetInt64(0), Here: row.GetInt64(1), Same: row.GetInt64(2))
            )
        )[0];
        if (counts.There != counts.Here || counts.Same != counts.Here)
        {
            return $"{table.From} has {counts.Here} rows and {table.To} {counts.There}, of which {counts.Same} are the same";
        }

        var numbers =
            await HasNumbers(connection, Source)
            && await HasNumbers(connection, Main)
            && await Number(connection, "SELECT seq FROM source.sqlite_sequence WHERE name = $1", table.From)
                != await Number(connection, "SELECT seq FROM main.sqlite_sequence WHERE name = $1", table.To);
        return numbers ? $"{table.From} goes on with other numbers" : null;
    }

    /// <summary>Whether main has each of the tables, with the same columns and rows. The reason when it has not.</summary>
    public async Task<string?> Missing(SqliteConnection connection)
    {
        foreach (var table in Tables.Where(table => table.HasRows))
        {
            if (!(await ColumnsOf(connection, Main, table.To)).Select(column => column.Name).SequenceEqual(table.Columns))
            {
                return $"{table.From} is on the one side only, or has other columns";
            }

            if (await Difference(connection, table) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>About how many bytes it takes in source: as many as are in its rows, and as many again for indexes.</summary>
    public async Task<long> Bytes(SqliteConnection connection)
    {
        Int128 bytes = 0;
        foreach (var table in Tables.Where(table => table.HasRows))
        {
            var row = string.Join(" + ", table.Columns.Select(column => $"COALESCE(octet_length({column}), 0)").Prepend($"{RowBytes}"));
            bytes += (await Rows(connection, $"SELECT {ExactSum.Of(row)} FROM source.{Quoted(table.From)}", sum => ExactSum.At(sum, 0)))[0];
        }

        return (long)(2 * bytes);
    }

    /// <summary>Drops all of it from main.</summary>
    public void Drop(SqliteConnection connection)
    {
        // With its virtual table goes what that keeps, with a table its indexes and triggers.
        var gone = Tables.Where(table => table.Kind == PlaceTable.Virtual).Concat(Tables.Where(table => table.Kind == "table"));
        connection.Run(
            string.Concat(objects.Where(one => one.Type == "view").Select(view => $"DROP VIEW main.{Quoted(view.Name)};"))
                + string.Concat(gone.Select(table => $"DROP TABLE main.{Quoted(table.From)};"))
        );
    }

    // The kernel's tables and what is on them.
    private static string InPlace(string module, string name) => $"{module}_{name}";

    private static bool IsOf(string name, string begin) => name.StartsWith(begin + "_", StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> HasNumbers(SqliteConnection connection, string schema) =>
        await Number(connection, $"SELECT COUNT(*) FROM {schema}.sqlite_master WHERE name = 'sqlite_sequence'") > 0;

    private static async Task<List<SchemaObject>> Objects(SqliteConnection connection, string schema) =>
        await Rows(
            connection,
            $"SELECT type, name, tbl_name, sql FROM {schema}.sqlite_master "
                + "WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND sql IS NOT NULL ORDER BY rowid",
            row => new SchemaObject(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))
        );

    private static async Task<Dictionary<string, (string Kind, bool HasRowid)>> Kinds(SqliteConnection connection, string schema) =>
        (
            await Rows(
                connection,
                "SELECT name, type, wr FROM pragma_table_list WHERE schema = $1",
                row => (Name: row.GetString(0), Kind: row.GetString(1), HasRowid: row.GetInt64(2) == 0),
                schema
            )
        ).ToDictionary(table => table.Name, table => (table.Kind, table.HasRowid), Names);

    private static Task<List<(string Name, long Key)>> ColumnsOf(SqliteConnection connection, string schema, string table) =>
        Rows(
            connection,
            "SELECT name, pk FROM pragma_table_xinfo($1, $2) WHERE hidden = 0 ORDER BY cid",
            row => (Quoted(row.GetString(0)), row.GetInt64(1)),
            table,
            schema
        );

    private static async Task<List<PlaceTable>> TablesOf(
        SqliteConnection connection,
        string schema,
        List<SchemaObject> objects,
        Dictionary<string, string> renamed
    )
    {
        var kinds = await Kinds(connection, schema);
        var tables = new List<PlaceTable>();
        foreach (var one in objects.Where(one => one.Type == "table"))
        {
            var (kind, hasRowid) = kinds[one.Name];
            var columns = await ColumnsOf(connection, schema, one.Name);
            tables.Add(
                new PlaceTable(
                    one.Name,
                    renamed.GetValueOrDefault(one.Name, one.Name),
                    kind,
                    [.. columns.Select(column => column.Name)],
                    hasRowid
                        ? ["rowid"]
                        : [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)]
                )
            );
        }

        return tables;
    }

    // SQLite itself says what a view reads, through views below it too, when it is asked for leave to read.
    private static HashSet<string> ReadBy(SqliteConnection connection, string schema, string view)
    {
        var read = new HashSet<string>(Names);
        _ = raw.sqlite3_set_authorizer(
            connection.Handle,
            (_, action, first, _, _, _) =>
            {
                if (action == raw.SQLITE_READ)
                {
                    read.Add(first);
                }

                return raw.SQLITE_OK;
            },
            null
        );
        try
        {
            connection.Prepare($"SELECT * FROM {schema}.{Quoted(view)}").Dispose();
        }
        finally
        {
            _ = raw.sqlite3_set_authorizer(connection.Handle, (strdelegate_authorizer?)null, null);
        }

        return read;
    }

    private string To(string name) => renamed.GetValueOrDefault(name, name);

    private void Make(SqliteConnection connection, SchemaObject one) =>
        connection.Run(renamed.ContainsKey(one.Name) ? Renamed(one.Sql) : one.Sql);

    private string Renamed(string sql) =>
        Words()
            .Replace(
                sql,
                word =>
                    word.Value switch
                    {
                        ['\'', ..] or ['-', '-', ..] or ['/', '*', ..] => word.Value,
                        ['"' or '`' or '[', .. var name, _] => renamed.TryGetValue(name, out var other) ? Quoted(other) : word.Value,
                        var name => renamed.GetValueOrDefault(name, name),
                    }
            );

    // Texts, quoted names, comments, names.
    [GeneratedRegex(
        @"'(?:[^']|'')*'|""(?:[^""]|"""")*""|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|[A-Za-z_][A-Za-z_0-9$]*",
        RegexOptions.Singleline
    )]
    private static partial Regex Words();

    private sealed record SchemaObject(string Type, string Name, string Table, string Sql);
}
