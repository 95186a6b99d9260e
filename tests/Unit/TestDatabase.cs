// A module's real database in a folder of its own, gone when the test is over.
using System.Reflection;
using System.Security.Cryptography;
using Cartwright.Kernel;

namespace Cartwright.Unit;

/// <summary>Opens a database with a module's migrations; <see cref="Reopen"/> shows what a restart finds.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-").FullName;
    private readonly string module;
    private readonly IReadOnlyList<Migration> migrations;

    private TestDatabase(string module, IReadOnlyList<Migration> migrations, TimeProvider clock)
    {
        this.module = module;
        this.migrations = migrations;
        Clock = clock;
        Ids = new Ids(clock, RandomNumberGenerator.Fill);
    }

    public Database Database { get; private set; } = null!;

    public TimeProvider Clock { get; }

    public IIds Ids { get; }

    public static Task<TestDatabase> Open(string module, Assembly assembly, TimeProvider? clock = null) => Open(module, Migration.From(assembly), clock);

    public static async Task<TestDatabase> Open(string module, IReadOnlyList<Migration> migrations, TimeProvider? clock = null)
    {
        var test = new TestDatabase(module, migrations, clock ?? TimeProvider.System);
        test.Database = await Cartwright.Kernel.Database.Open(module, new SqliteDialect(test.folder), migrations, test.Ids, test.Clock);
        return test;
    }

    public async Task Reopen()
    {
        await Database.DisposeAsync();
        Database = await Cartwright.Kernel.Database.Open(module, new SqliteDialect(folder), migrations, Ids, Clock);
    }

    /// <summary>What another version with other migrations would find in the same folder.</summary>
    public async Task OpenAgain(IReadOnlyList<Migration> others)
    {
        var again = await Cartwright.Kernel.Database.Open(module, new SqliteDialect(folder), others, Ids, Clock);
        await again.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
