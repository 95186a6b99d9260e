// Modules that share a place, as the shop's do, and events between them.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

/// <summary>
/// A place with modules of one table each, called after the module with an s; and modules with a place of their own, when they are wanted.
/// </summary>
internal sealed class SharedPlace : IAsyncDisposable
{
    private readonly string folder;
    private readonly LocalEventBus bus = new();
    private readonly Dictionary<string, ModuleDatabase> modules;

    private SharedPlace(Dialect dialect, string folder, string[] all, TimeProvider clock)
    {
        Clock = clock;
        Dialect = dialect;
        this.folder = folder;
        modules = all.ToDictionary(
            name => name,
            name => new ModuleDatabase(
                name,
                [new($"001-{name}s.sql", $"CREATE TABLE {name}s (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")],
                []
            ),
            StringComparer.Ordinal
        );
    }

    public TimeProvider Clock { get; }

    public Dialect Dialect { get; }

    public string File => Path.Combine(folder, "shop.db");

    public Database this[string module] => modules[module].Opened;

    /// <summary>On the engine that the run is for (<see cref="TestDatabase.Engine"/>).</summary>
    public static async Task<SharedPlace> Open(string[] shared, string[]? own = null, TimeProvider? clock = null) =>
        TestDatabase.ByDefaultOnPostgres
            ? await OnPostgres(await (await PostgresServer.Shared).CreateSpace(), shared, own, clock)
            : await OnSqlite(shared, own, clock);

    /// <param name="disk">Where its files lie; null for the machine's.</param>
    public static Task<SharedPlace> OnSqlite(string[] shared, string[]? own = null, TimeProvider? clock = null, SimulatedDisk? disk = null)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-").FullName;
        disk?.PutIn(folder);
        string[] all = [.. shared, .. own ?? []];
        return Opened(
            new(
                new SqliteDialect(folder, new SqlitePlace(shared, [.. all.Select(name => new PlaceModule(name, [name + "s"]))])),
                folder,
                all,
                clock ?? TimeProvider.System
            )
        );
    }

    /// <param name="space">From <see cref="PostgresServer.CreateSpace"/>: another process is whoever opens the same.</param>
    public static Task<SharedPlace> OnPostgres(string space, string[] shared, string[]? own = null, TimeProvider? clock = null) =>
        Opened(new(new PostgresDialect(space, shared: shared), string.Empty, [.. shared, .. own ?? []], clock ?? TimeProvider.System));

    /// <summary>What a start with other migrations does.</summary>
    public async Task Open(IEnumerable<ModuleDatabase> databases) =>
        await ModuleDatabases.Open([.. databases], Dialect, new Ids(Clock, RandomNumberGenerator.Fill), Clock);

    /// <summary>Closes all of them.</summary>
    public async Task Close()
    {
        foreach (var module in modules.Values)
        {
            await module.Opened.DisposeAsync();
        }
    }

    /// <summary>A module that listens.</summary>
    public Inbox Hear(string module, Action<Subscriptions> what)
    {
        var subscriptions = new Subscriptions();
        what(subscriptions);
        var inbox = new Inbox(this[module], subscriptions, Clock, NullLogger<Inbox>.Instance);
        bus.Subscribe(inbox);
        return inbox;
    }

    /// <summary>Now that it is known who listens; answers the relays, which have found nothing.</summary>
    public async Task<Dictionary<string, OutboxRelay>> Begin()
    {
        var relays = new Dictionary<string, OutboxRelay>(StringComparer.Ordinal);
        foreach (var module in modules.Keys)
        {
            this[module].HeardBy(bus);
            relays[module] = new OutboxRelay(this[module], bus, Clock, NullLogger<OutboxRelay>.Instance);
            await this[module].LookWhetherOutboxIsDone(default);
        }

        return relays;
    }

    public Task<int> Put(string module, string id, long n) => this[module].Write(tx => Put(tx, module, id, n));

    /// <summary>Holds the writer, so that what is queued meanwhile is one batch; ends with the hold's release.</summary>
    public async Task<Func<Task>> Hold()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = modules
            .Values.First()
            .Opened.Write(async _ =>
            {
                begun.SetResult();
                await gate.Task;
                return true;
            });
        await begun.Task;
        return () =>
        {
            gate.SetResult();
            return held;
        };
    }

    public static ValueTask<int> Put(Transaction tx, string module, string id, long n) =>
        tx.Execute($"INSERT INTO {module}s(id, n) VALUES ($1, $2)", id, n);

    public async Task<string> Rows(string module) =>
        string.Join(
            ' ',
            await this[module]
                .Read(sql => sql.Query($"SELECT id, n FROM {module}s ORDER BY id", row => $"{row.GetString(0)}={row.GetInt64(1)}"))
        );

    public async Task<long> Count(string module, string kernelTable) =>
        await this[module].Read(sql => sql.Number($"SELECT COUNT(*) FROM {sql.Own}{kernelTable}"));

    public async ValueTask DisposeAsync()
    {
        await Close();
        if (folder.Length > 0)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<SharedPlace> Opened(SharedPlace made)
    {
        await made.Open(made.modules.Values);
        return made;
    }
}
