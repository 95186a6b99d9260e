// Modules that share one file, as the shop's do, and events between them.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

/// <summary>
/// A file with modules of one table each, called after the module with an s; and one module with a file of its own, when it is wanted.
/// </summary>
internal sealed class SharedPlace : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-").FullName;
    private readonly LocalEventBus bus = new();
    private readonly Dictionary<string, ModuleDatabase> modules;
    private readonly SqlitePlace place;

    private SharedPlace(string[] shared, string[] own, TimeProvider clock)
    {
        string[] all = [.. shared, .. own];
        Clock = clock;
        place = new SqlitePlace(shared, [.. all.Select(name => new PlaceModule(name, [name + "s"]))]);
        Dialect = new SqliteDialect(folder, place);
        modules = all.ToDictionary(
            name => name,
            name => new ModuleDatabase(name, [new($"001-{name}s.sql", $"CREATE TABLE {name}s (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")], []),
            StringComparer.Ordinal);
    }

    public TimeProvider Clock { get; }

    public SqliteDialect Dialect { get; private set; }

    public string File => Path.Combine(folder, "shop.db");

    public Database this[string module] => modules[module].Opened;

    public static async Task<SharedPlace> Open(string[] shared, string[]? own = null, TimeProvider? clock = null)
    {
        var opened = new SharedPlace(shared, own ?? [], clock ?? TimeProvider.System);
        await opened.Open(opened.modules.Values);
        return opened;
    }

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
        var held = modules.Values.First().Opened.Write(async _ =>
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

    public async Task<string> Rows(string module) => string.Join(' ', await this[module].Read(
        sql => sql.Query($"SELECT id, n FROM {module}s ORDER BY id", row => $"{row.GetString(0)}={row.GetInt64(1)}")));

    public async Task<long> Count(string module, string kernelTable) =>
        await this[module].Read(sql => sql.Number($"SELECT COUNT(*) FROM {sql.Own}{kernelTable}"));

    public async ValueTask DisposeAsync()
    {
        await Close();
        Directory.Delete(folder, recursive: true);
    }
}
