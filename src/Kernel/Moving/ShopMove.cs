// Copies a module from SQLite to PostgreSQL, whole or not at all, and lays both beside each other afterwards.
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Cartwright.Kernel;

/// <summary>One table on both sides.</summary>
public sealed record TableProof(string Module, string Table, long RowsFrom, long RowsTo, string DigestFrom, string DigestTo)
{
    public bool Equal => RowsFrom == RowsTo && DigestFrom == DigestTo;
}

/// <summary>One sum of a ledger on both sides.</summary>
public sealed record SumProof(string Module, string Name, string From, string To)
{
    public bool Equal => From == To;
}

/// <summary>Moves one module. The source must be held by the caller, so that nobody changes it meanwhile.</summary>
/// <param name="module">Its database and migrations.</param>
/// <param name="folder">The source's folder.</param>
/// <param name="from">The source.</param>
/// <param name="to">The target.</param>
/// <param name="say">Told what is being done.</param>
public sealed class ShopMove(
    ModuleDatabase module,
    string folder,
    SqliteDialect from,
    PostgresDialect to,
    IIds ids,
    TimeProvider clock,
    Action<string> say
)
{
    private const int SayEveryRows = 250_000;

    /// <summary>A table of a hundred million rows is read in less.</summary>
    private static readonly TimeSpan TableTime = TimeSpan.FromHours(12);

    // Indexes for search and the tables in which they lie are made anew by the other engine.
    private const string SourceTables = """
        SELECT m.name FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.sql NOT LIKE 'CREATE VIRTUAL TABLE%'
        AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND substr(m.name, 1, length(v.name) + 1) = v.name || '_')
        """;

    /// <summary>
    /// Makes the target's tables where they are missing; refuses other versions, and a target that holds other things than the source.
    /// Answers whether there is something to copy.
    /// </summary>
    public async Task<bool> Check()
    {
        if (from.Before(module.Module) is null && !from.IsThere(module.Module))
        {
            throw new ConfigurationRefused(
                $"There are no tables of {module.Module} in {folder}: this is no shop's folder, or not all of it. "
                    + "Give another: --from sqlite:<folder>"
            );
        }

        var versions = Migrations.Wanted(module.Migrations);
        var isHere = from.Before(module.Module) is null;
        if (isHere)
        {
            await using var source = await Sql.Reading(from, module.Module);
            var applied = await Migrations.Applied(source);
            isHere = applied.Order().SequenceEqual(versions.Select(version => (version.Name, version.Hash)).Order());
        }

        if (!isHere)
        {
            throw new ConfigurationRefused(
                $"The data of {module.Module} in {folder} are of another version of the shop than this program. "
                    + "Start the shop on them once with this version and stop it, then move."
            );
        }

        await using var target = await Database.Open(module.Module, to, module.Migrations, ids, clock);
        var tables = await Tables(target);
        if (await Equal(tables))
        {
            // A module without rows is equal from the beginning, and its numbers still have to go on.
            await using var source = await Sql.Reading(from, module.Module);
            await using var connection = await to.OpenRaw(module.Module);
            foreach (var table in tables)
            {
                await GoOnBehind(source, connection, table);
            }

            return false;
        }

        // What the migrations themselves put there may be replaced, nothing else.
        var fresh = Directory.CreateTempSubdirectory("cartwright-move-").FullName;
        try
        {
            await (await Database.Open(module.Module, new SqliteDialect(fresh), module.Migrations, ids, clock)).DisposeAsync();
            var filled = new List<(MovedTable Table, bool Same)>();
            foreach (var table in tables)
            {
                if (!(await Compare(table, new SqliteDialect(fresh))).Equal)
                {
                    filled.Add((table, (await Compare(table, from)).Equal));
                }
            }

            // What ends by itself within hours, the link that a shop without an administrator prints for one, is no data; nor is what every
            // start makes.
            filled.RemoveAll(one =>
                module.Tables.Any(table => table.Table == one.Table.Name && (table.IsFromStart || table is { Sql: not null, Name: null }))
            );
            if (filled.Count > 0)
            {
                // The table that differs says most.
                var (table, same) = filled.Find(one => !one.Same) is { Table: not null } other ? other : filled[0];
                throw new ConfigurationRefused(
                    $"The target is not empty: {module.Module}.{table.Name} has rows{(same ? string.Empty : " that are not the source's")}. Give an empty database, or another Search Path."
                );
            }
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }

        return true;
    }

    /// <summary>Copies every table in one transaction; answers the number of rows.</summary>
    public async Task<long> Copy()
    {
        await using var target = await Database.Open(module.Module, to, module.Migrations, ids, clock);
        var tables = await Tables(target);
        await using var source = await Sql.Reading(from, module.Module);
        await using var connection = await to.OpenRaw(module.Module);
        await using var transaction = await connection.BeginTransactionAsync();

        // What triggers write beside a row is copied itself.
        await Run(connection, "SET LOCAL cartwright.moving = 'on'");
        foreach (var table in Enumerable.Reverse(tables))
        {
            await Run(connection, $"DELETE FROM \"{table.Name}\"");
        }

        long all = 0;
        foreach (var table in tables)
        {
            var watch = Stopwatch.StartNew();
            var rows = await Copy(source, connection, table);
            await GoOnBehind(source, connection, table);
            all += rows;
            if (rows > 0)
            {
                say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{module.Module + "." + table.Name, -36}{rows, 12:N0} rows{watch.Elapsed.TotalSeconds, 9:F1} s"
                    )
                );
            }
        }

        await transaction.CommitAsync();
        await Run(connection, "ANALYZE");
        return all;
    }

    /// <summary>Reads both sides again, whole.</summary>
    public async Task<IReadOnlyList<TableProof>> Prove()
    {
        await using var target = await Database.Open(module.Module, to, module.Migrations, ids, clock);
        var proofs = new List<TableProof>();
        foreach (var table in await Tables(target))
        {
            proofs.Add(await Compare(table, from));
        }

        return proofs;
    }

    /// <summary>One figure on both sides, as lines of names and numbers.</summary>
    /// <param name="sql">Answers a text and an <see cref="ExactSum"/>; the same text runs on both engines, with {own} for what is before
    /// the kernel's names.</param>
    public async Task<SumProof> Sum(string name, string sql)
    {
        return new SumProof(module.Module, name, await Lines(from), await Lines(to));
        async Task<string> Lines(Dialect dialect)
        {
            await using var reader = await Sql.Reading(dialect, module.Module);

            // Sorted here: neither engine promises an order for the parts of a union, and text has another order on each.
            var lines = await reader.Query(
                sql.Replace("{own}", reader.Own, StringComparison.Ordinal),
                row => $"{row.GetString(0)} {ExactSum.At(row, 1).ToString("N0", CultureInfo.InvariantCulture)}"
            );
            return string.Join(", ", lines.Order(StringComparer.Ordinal));
        }
    }

    // Numbers go on behind the last that was ever given, deleted rows included: cursors and events rely on that.
    private static async Task GoOnBehind(Sql source, NpgsqlConnection connection, MovedTable table)
    {
        if (
            table.Counter is not null
            && await source.Number("SELECT seq FROM sqlite_sequence WHERE name = $1", table.NameOn(source)) is > 0 and var last
        )
        {
            await Run(
                connection,
                $"SELECT setval(s, GREATEST({last}, nextval(s) - 1)) FROM CAST(pg_get_serial_sequence('\"{table.Name}\"', '{table.Counter}') AS regclass) AS s"
            );
        }
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)TableTime.TotalSeconds };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<MovedTable>> Tables(Database target)
    {
        var tables = await target.Read(async sql => await MovedTable.Of(sql));
        await using var source = await Sql.Reading(from, module.Module);
        var there = (await source.Query(SourceTables, row => from.NameOf(module.Module, row.GetString(0))))
            .Where(name => name is not (null or Migrations.Table))
            .ToList();
        return there.Order(StringComparer.Ordinal).SequenceEqual(tables.Select(table => table.Name).Order(StringComparer.Ordinal))
            ? tables
            : throw new InvalidOperationException(
                $"{module.Module} has other tables on SQLite ({string.Join(", ", there)}) than on PostgreSQL ({string.Join(", ", tables.Select(table => table.Name))})."
            );
    }

    private async Task<bool> Equal(List<MovedTable> tables)
    {
        foreach (var table in tables)
        {
            if (!(await Compare(table, from)).Equal)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<TableProof> Compare(MovedTable table, SqliteDialect source)
    {
        var (one, other) = (await Digest(table, source), await Digest(table, to));
        return new TableProof(module.Module, table.Name, one.Rows, other.Rows, one.ToString(), other.ToString());
    }

    private async Task<RowsDigest> Digest(MovedTable table, Dialect dialect)
    {
        var digest = new RowsDigest();
        await using var reader = await Sql.Reading(dialect, module.Module);
        await reader.Each(
            table.SelectFrom(reader),
            row =>
            {
                digest.Add(table.Canonical(table.Values(module.Module, row)));
                return ValueTask.CompletedTask;
            }
        );
        return digest;
    }

    private async Task<long> Copy(Sql source, NpgsqlConnection connection, MovedTable table)
    {
        try
        {
            await using var import = await connection.BeginBinaryImportAsync(
                $"COPY \"{table.Name}\" ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""))}) FROM STDIN (FORMAT BINARY)"
            );
            import.Timeout = TableTime;
            long rows = 0;
            await source.Each(
                table.SelectFrom(source),
                async row =>
                {
                    var values = table.Values(module.Module, row);
                    await import.StartRowAsync();
                    for (var i = 0; i < values.Length; i++)
                    {
                        await Write(import, table.Columns[i], values[i]);
                    }

                    if (++rows % SayEveryRows == 0)
                    {
                        say(
                            string.Create(CultureInfo.InvariantCulture, $"{module.Module + "." + table.Name, -36}{rows, 12:N0} rows so far")
                        );
                    }
                }
            );
            await import.CompleteAsync();
            return rows;
        }
        catch (PostgresException refused)
        {
            throw new ConfigurationRefused(
                $"PostgreSQL does not take {module.Module}.{table.Name}: {refused.MessageText} {refused.Where}. Nothing of {module.Module} was moved."
            );
        }
    }

    private static Task Write(NpgsqlBinaryImporter import, MovedColumn column, object? value) =>
        (column.Holds, value) switch
        {
            (_, null) => import.WriteNullAsync(),
            (Holds.Number, long number) when column.Small => import.WriteAsync((int)number, NpgsqlDbType.Integer),
            (Holds.Number, long number) => import.WriteAsync(number, NpgsqlDbType.Bigint),
            (Holds.Real, double real) => import.WriteAsync(real, NpgsqlDbType.Double),
            (Holds.Bytes, byte[] bytes) => import.WriteAsync(bytes, NpgsqlDbType.Bytea),
            (Holds.Json, string json) => import.WriteAsync(json, NpgsqlDbType.Jsonb),
            (_, string text) => import.WriteAsync(text, NpgsqlDbType.Text),
            var (_, other) => throw new InvalidOperationException($"{column.Name} cannot hold a {other.GetType().Name}."),
        };
}
