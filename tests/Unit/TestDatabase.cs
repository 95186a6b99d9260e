// A module's real database of its own, gone when the test is over: SQLite in a folder, or with CARTWRIGHT_TEST_DATA=postgres on a real
// PostgreSQL.
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Servers;

namespace Cartwright.Unit;

/// <summary>Opens a database with a module's migrations; <see cref="Reopen"/> shows what a restart finds.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The trait of a class that opens databases here without saying on which engine.</summary>
    public const string Engine = "Engine";

    /// <summary>Runs twice: on SQLite, and on PostgreSQL.</summary>
    public const string Either = "either";

    /// <summary>Runs once, on SQLite: what the tests are about is not the engine.</summary>
    public const string Sqlite = "sqlite";

    private readonly string module;
    private readonly IReadOnlyList<Migration> migrations;
    private readonly Dialect dialect;
    private readonly Func<Task> drop;

    private TestDatabase(string module, Dialect dialect, Func<Task> drop, IReadOnlyList<Migration> migrations, TimeProvider clock)
    {
        this.module = module;
        this.dialect = dialect;
        this.drop = drop;
        this.migrations = migrations;
        Clock = clock;
        Ids = new Ids(clock, RandomNumberGenerator.Fill);
    }

    public Database Database { get; private set; } = null!;

    /// <summary>The engine and the place, for what opens further modules beside this one.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Where its files are; null on PostgreSQL.</summary>
    public string? Folder { get; private init; }

    public TimeProvider Clock { get; }

    public IIds Ids { get; }

    /// <summary>Whether the tests that do not choose run on PostgreSQL.</summary>
    public static bool ByDefaultOnPostgres { get; } = Environment.GetEnvironmentVariable("CARTWRIGHT_TEST_DATA") == "postgres";

    public static Task<TestDatabase> Open(string module, Assembly assembly, TimeProvider? clock = null) =>
        Open(module, Migration.From(assembly), clock);

    /// <summary>On the engine that the run is for. Refused in a class without <see cref="Engine"/>, left out on PostgreSQL.</summary>
    public static Task<TestDatabase> Open(string module, IReadOnlyList<Migration> migrations, TimeProvider? clock = null)
    {
        if (!(TestContext.Current.TestClass?.Traits.ContainsKey(Engine) ?? false))
        {
            throw new InvalidOperationException(
                $"{TestContext.Current.TestClass?.TestClassSimpleName} opens a database of either engine: "
                    + "give it [Trait(TestDatabase.Engine, TestDatabase.Either)]."
            );
        }

        return ByDefaultOnPostgres ? OnPostgres(module, migrations, clock) : OnSqlite(module, migrations, clock);
    }

    public static Task<TestDatabase> OnSqlite(string module, IReadOnlyList<Migration> migrations, TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-").FullName;
        return Open(
            new TestDatabase(module, new SqliteDialect(folder), Delete, migrations, clock ?? TimeProvider.System) { Folder = folder }
        );
        Task Delete()
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        }
    }

    /// <summary>In a space that another test is done with, where there is one: it is empty, and its tables are there.</summary>
    public static async Task<TestDatabase> OnPostgres(string module, IReadOnlyList<Migration> migrations, TimeProvider? clock = null)
    {
        var server = await PostgresServer.Shared;
        var kind = $"{module} {Hash(migrations)}";
        var space = await server.Spare.Take(kind);
        if (space is null)
        {
            var made = await server.CreateSpace();
            await (await OnPostgres(made, module, migrations, clock)).DisposeAsync();
            space = await server.Spare.Note(kind, made);
        }

        return await Open(
            new TestDatabase(module, new PostgresDialect(space.ConnectionString), GiveBack, migrations, clock ?? TimeProvider.System)
        );
        Task GiveBack()
        {
            server.Spare.Give(space);
            return Task.CompletedTask;
        }
    }

    /// <param name="space">From <see cref="PostgresServer.CreateSpace"/>.</param>
    public static async Task<TestDatabase> OnPostgres(
        string space,
        string module,
        IReadOnlyList<Migration> migrations,
        TimeProvider? clock = null
    )
    {
        // The server goes at the end of the tests, with all its spaces.
        return await Open(
            new TestDatabase(module, new PostgresDialect(space), () => Task.CompletedTask, migrations, clock ?? TimeProvider.System)
        );
    }

    public Task Reopen() => Reopen(migrations);

    /// <summary>Takes the free space out of the files, on SQLite.</summary>
    public async Task Compact()
    {
        if (dialect is SqliteDialect sqlite)
        {
            await Database.DisposeAsync();
            await sqlite.Compact(module);
            Database = await Cartwright.Kernel.Database.Open(module, dialect, migrations, Ids, Clock);
        }
    }

    /// <summary>What a newer version with more migrations finds.</summary>
    public async Task Reopen(IReadOnlyList<Migration> newer)
    {
        await Database.DisposeAsync();
        Database = await Cartwright.Kernel.Database.Open(module, dialect, newer, Ids, Clock);
    }

    /// <summary>What another process has open in the same place: PostgreSQL only.</summary>
    public Task<TestDatabase> Another() => Open(new TestDatabase(module, dialect, () => Task.CompletedTask, migrations, Clock));

    /// <summary>What another version with other migrations would find in the same place.</summary>
    public async Task OpenAgain(IReadOnlyList<Migration> others)
    {
        var again = await Cartwright.Kernel.Database.Open(module, dialect, others, Ids, Clock);
        await again.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await drop();
    }

    private static string Hash(IReadOnlyList<Migration> migrations) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(migrations)));

    private static async Task<TestDatabase> Open(TestDatabase test)
    {
        test.Database = await Cartwright.Kernel.Database.Open(test.module, test.dialect, test.migrations, test.Ids, test.Clock);
        return test;
    }
}
