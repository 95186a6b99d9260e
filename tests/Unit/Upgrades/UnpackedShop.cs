// A shop's ten databases without the shop: of a kept version or new, on the engine that the run is for.
using System.Security.Cryptography;
using Cartwright.Analytics;
using Cartwright.Carts;
using Cartwright.Catalog;
using Cartwright.Identity;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Cartwright.Payments;
using Cartwright.Promotions;
using Cartwright.Recommendations;
using Cartwright.Servers;

namespace Cartwright.Unit.Upgrades;

internal sealed class UnpackedShop : IAsyncDisposable
{
    private readonly List<ModuleDatabase> databases =
    [
        Of<AnalyticsModule>(),
        Of<CartsModule>(),
        Of<CatalogModule>(),
        Of<IdentityModule>(),
        Of<InventoryModule>(),
        Of<NotificationsModule>(),
        Of<OrderingModule>(),
        Of<PaymentsModule>(),
        Of<PromotionsModule>(),
        Of<RecommendationsModule>(),
    ];

    private bool opened;

    private UnpackedShop(Dialect dialect, string? folder) => (Dialect, Folder) = (dialect, folder);

    public Dialect Dialect { get; }

    /// <summary>Where its files are; null on PostgreSQL.</summary>
    public string? Folder { get; }

    public IEnumerable<string> Modules => databases.Select(database => database.Module);

    /// <summary>Whether its modules share a file.</summary>
    public bool IsPlace { get; private init; }

    /// <param name="version">One of <see cref="KeptShop.All"/>, or null for a new shop.</param>
    /// <param name="isPlace">Whether its modules share a file, also where the version had one a module.</param>
    public static async Task<UnpackedShop> Of(string? version, bool isPlace = false)
    {
        if (TestDatabase.ByDefaultOnPostgres)
        {
            var database = await (await PostgresServer.Shared).CreateDatabase();
            if (version is not null)
            {
                await new KeptShop(version).Load(database);
            }

            return new UnpackedShop(new PostgresDialect(database), null);
        }

        var folder = Directory.CreateTempSubdirectory("cartwright-").FullName;
        if (version is not null)
        {
            new KeptShop(version).Unpack(folder);
        }

        var all = Cartwright.Host.Modules.Places;
        string[] names = [.. all.Select(module => module.Module)];
        if (isPlace)
        {
            await PlaceFiles.Arrange(folder, all, names, [], TimeProvider.System, _ => { });
        }

        // Versions since the place keep one file.
        isPlace |= File.Exists(Path.Combine(folder, SqlitePlace.Name + ".db"));
        return new UnpackedShop(isPlace ? new SqliteDialect(folder, new SqlitePlace(names, all)) : new SqliteDialect(folder), folder)
        {
            IsPlace = isPlace,
        };
    }

    /// <summary>As a start opens them.</summary>
    public async Task Open()
    {
        await ModuleDatabases.Open(databases, Dialect, new Ids(TimeProvider.System, RandomNumberGenerator.Fill), TimeProvider.System);
        opened = true;
    }

    /// <summary>One module's tables as a version with these migrations made them, and what was written into them.</summary>
    public async Task Make(string module, IReadOnlyList<Migration> then, string? rows)
    {
        var database = new ModuleDatabase(module, then, []);
        await ModuleDatabases.Open([database], Dialect, new Ids(TimeProvider.System, RandomNumberGenerator.Fill), TimeProvider.System);
        foreach (var statement in rows?.Split(';') ?? [])
        {
            await database.Opened.Write(tx => tx.Execute(statement));
        }

        await database.Opened.DisposeAsync();
    }

    public Task<MigrationPlan[]> Plans() => ModuleDatabases.Plan(databases, Dialect);

    /// <summary>How many rows each table has, but for an index's own.</summary>
    public async Task<Dictionary<string, long>> Rows()
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var database in databases)
        {
            await using var sql = await Sql.Beside(Dialect, database.Module);
            foreach (
                var table in await sql.Query(
                    Dialect.Name == "sqlite"
                        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%search%' ORDER BY name"
                        : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
                    row => row.GetString(0)
                )
            )
            {
                // In a file that modules share each sees its own.
                var name = Dialect is SqliteDialect sqlite ? sqlite.NameOf(database.Module, table) : table;
                if (name is null)
                {
                    continue;
                }

                rows[$"{database.Module}.{name}"] = await sql.Number($"SELECT COUNT(*) FROM \"{table}\"");
            }
        }

        return rows;
    }

    /// <summary>Tables with columns, indexes and views, as the engine tells them, in no order of making.</summary>
    public async Task<List<string>> Tables()
    {
        var all = new List<string>();

        // A shared file is looked at as a whole: none of its modules may see all tables.
        var (dialect, files) = IsPlace ? (new SqliteDialect(Folder!), [SqlitePlace.Name]) : (Dialect, Modules);
        foreach (var module in files)
        {
            await using var sql = await Sql.Beside(dialect, module);
            all.AddRange(
                (
                    await sql.Query(
                        Dialect.Name == "sqlite"
                            ? "SELECT m.type || ' ' || m.name || ' ' || COALESCE(group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || COALESCE(c.dflt_value, '') || ' ' || c.pk), '') "
                                + "|| CASE WHEN m.type IN ('index', 'view') THEN COALESCE(m.sql, '') ELSE '' END FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c "
                                + "WHERE m.name NOT LIKE '%place_modules%' GROUP BY m.type, m.name, m.sql"
                            : "SELECT 'column ' || table_name || ' ' || ordinal_position || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || COALESCE(column_default, '') FROM information_schema.columns WHERE table_schema = current_schema() "
                                + "UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema() "
                                + "UNION ALL SELECT 'view ' || viewname || definition FROM pg_views WHERE schemaname = current_schema() "
                                + "UNION ALL SELECT 'constraint ' || conname || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = current_schema() "
                                + "UNION ALL SELECT 'options ' || relname || array_to_string(reloptions, ' ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND reloptions IS NOT NULL",
                        row => row.GetString(0)
                    )
                ).Select(line => $"{module}: {line}")
            );
        }

        all.Sort(StringComparer.Ordinal);
        return all;
    }

    /// <summary>As a stop leaves them.</summary>
    public async Task Close()
    {
        foreach (var database in opened ? databases : [])
        {
            await database.Opened.DisposeAsync();
        }

        opened = false;
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        if (Folder is not null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static ModuleDatabase Of<TModule>()
        where TModule : Cartwright.Web.IModule, new() => new(new TModule().Name, Migration.From(typeof(TModule).Assembly), []);
}
