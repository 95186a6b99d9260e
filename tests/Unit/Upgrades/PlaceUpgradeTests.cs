// A folder of every kept version becomes one of a shared file, which is then migrated: it ends with the tables of a shop that began there.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Upgrades;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class PlaceUpgradeTests : IDisposable
{
    private static readonly string[] Names = [.. Cartwright.Host.Modules.Places.Select(module => module.Module)];
    private readonly string root = Directory.CreateTempSubdirectory("cartwright-place-").FullName;

    public static TheoryData<string> Versions => [.. KeptShop.All.Select(shop => shop.Version)];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_ends_with_the_tables_of_a_shop_that_began_there_and_so_does_a_module_that_comes_out_again(string version)
    {
        var (kept, fresh) = (Path.Combine(root, "kept"), Path.Combine(root, "fresh"));
        new KeptShop(version).Unpack(kept);
        await PlaceFiles.Arrange(kept, Cartwright.Host.Modules.Places, Names, [], TimeProvider.System, _ => { });
        await Open(kept, Names);
        await Open(fresh, Names);
        Assert.Equal(await Tables(fresh, "shop"), await Tables(kept, "shop"));

        foreach (var folder in (string[])[kept, fresh])
        {
            await PlaceFiles.Arrange(folder, Cartwright.Host.Modules.Places, [], Names, TimeProvider.System, _ => { });
            await Open(folder, []);
        }

        var began = Path.Combine(root, "began");
        await Open(began, []);
        foreach (var module in Names)
        {
            Assert.Equal(await Tables(began, module), await Tables(kept, module));
            Assert.Equal(await Tables(began, module), await Tables(fresh, module));
        }
    }

    private static async Task Open(string folder, string[] shared)
    {
        var databases = Forget
            .Modules.Select(type => new ModuleDatabase(((IModule)Activator.CreateInstance(type)!).Name, Migration.From(type.Assembly), []))
            .ToList();
        var dialect = new SqliteDialect(folder, new SqlitePlace(shared, Cartwright.Host.Modules.Places));
        await ModuleDatabases.Open(databases, dialect, new Ids(TimeProvider.System, RandomNumberGenerator.Fill), TimeProvider.System);
        foreach (var database in databases)
        {
            await database.Opened.DisposeAsync();
        }
    }

    private static async Task<List<string>> Tables(string folder, string file)
    {
        await using var connection = SqliteConnection.Open(Path.Combine(folder, file + ".db"), create: false, string.Empty);
        return await PlaceContents.Rows(
            connection,
            "SELECT m.type || ' ' || m.name || ' ' || COALESCE(group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' "
                + "|| COALESCE(c.dflt_value, '') || ' ' || c.pk), '') || CASE WHEN m.type IN ('index', 'view') THEN COALESCE(m.sql, '') ELSE '' END "
                + "FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c "
                + "WHERE m.name <> 'place_modules' AND m.name NOT LIKE 'sqlite%' GROUP BY m.type, m.name, m.sql ORDER BY 1",
            row => row.GetString(0)
        );
    }
}
