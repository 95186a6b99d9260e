// A small shop on a simulated disk: two modules that share a place, one with a file of its own, and many who change them at once.
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;

namespace Cartwright.Simulation;

/// <summary>
/// Each module has one table, in which every change inserts a row and counts it in another: a transaction of which half is there shows.
/// </summary>
internal sealed class DiskShop : IAsyncDisposable
{
    /// <summary>How many change it at once.</summary>
    public const int Writers = 8;

    private const int PlumsFrom = 1_000_000;
    private const int LettersMax = 2_000;

    private static readonly string[] Modules = ["apple", "pear", "plum"];

    private readonly Dictionary<string, ModuleDatabase> modules;

    private DiskShop(Dictionary<string, ModuleDatabase> modules) => this.modules = modules;

    /// <summary>The place of apple and pear.</summary>
    public Database Apples => modules["apple"].Opened;

    /// <summary>A disk with an empty shop on it, to be cloned.</summary>
    public static async Task<SimulatedDisk> Template(string folder)
    {
        var disk = new SimulatedDisk().PutIn(folder);
        await using (var shop = await Open(folder))
        {
            foreach (var module in Modules)
            {
                await shop.modules[module].Opened.Write(tx => tx.Execute($"INSERT INTO {module}s(id, n) VALUES ('sum', 0)"));
            }
        }

        disk.TakeOut();
        return disk;
    }

    /// <summary>As a start of the shop does.</summary>
    public static async Task<DiskShop> Open(string folder)
    {
        var dialect = new SqliteDialect(
            folder,
            new SqlitePlace(["apple", "pear"], [.. Modules.Select(name => new PlaceModule(name, [name + "s"]))])
        );
        var modules = Modules.ToDictionary(
            name => name,
            name => new ModuleDatabase(
                name,
                [new($"001-{name}s.sql", $"CREATE TABLE {name}s (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")],
                []
            ),
            StringComparer.Ordinal
        );
        await ModuleDatabases.Open(
            [.. modules.Values],
            dialect,
            new Ids(TimeProvider.System, RandomNumberGenerator.Fill),
            TimeProvider.System
        );
        return new DiskShop(modules);
    }

    /// <summary>Little memory and a short log, so that pages go to and fro and the log often begins anew.</summary>
    public async Task Cramp(int logPages)
    {
        foreach (var module in new[] { "apple", "plum" })
        {
            await modules[module].Opened.Write(tx => tx.Execute("PRAGMA cache_size=20"));
            await modules[module].Opened.Write(tx => tx.Execute($"PRAGMA wal_autocheckpoint={logPages}"));
        }
    }

    /// <summary>
    /// Many change it at once, each one thing after the other, and go on when they are refused; answers how many were.
    /// </summary>
    /// <param name="each">The changes of each.</param>
    /// <param name="first">The number of the first change.</param>
    /// <param name="random">Of how much is written.</param>
    /// <param name="told">Told what was acknowledged.</param>
    public async Task<int> Change(int each, int first, Random random, Action<int> told)
    {
        var lengths = Enumerable.Range(0, each * Writers).Select(_ => random.Next(LettersMax)).ToArray();
        var refused = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async writer =>
                {
                    for (var change = writer; change < lengths.Length; change += Writers)
                    {
                        await Task.Yield();
                        var id = first + change;
                        await Try(() => Fruit(id, lengths[change]), id);
                        if (change % 4 == 0)
                        {
                            await Try(() => Put("plum", id, lengths[change]), PlumsFrom + id);
                        }
                    }
                })
        );
        return refused;

        async Task Try(Func<Task> change, int id)
        {
            try
            {
                await change();
            }
            catch (StorageUnavailable)
            {
                Interlocked.Increment(ref refused);
                return;
            }

            told(id);
        }
    }

    /// <summary>One change; throws <see cref="StorageUnavailable"/>.</summary>
    public Task Fruit(int id, int letters) =>
        Apples.InOneCommit(async () =>
        {
            await Put("apple", id, letters);
            await Put("pear", id, 0);
            return true;
        });

    /// <summary>How many rows a reader sees.</summary>
    public async Task<long> Count() => await Apples.Read(sql => sql.Number("SELECT COUNT(*) FROM apples"));

    /// <summary>
    /// What is wrong with it: damage, halves of a transaction, and what was told and is not there. Empty when it is as it was promised.
    /// </summary>
    public async Task<List<string>> Wrongs(IReadOnlySet<int> told)
    {
        var (wrongs, ids) = (new List<string>(), new Dictionary<string, HashSet<int>>(StringComparer.Ordinal));
        foreach (var module in Modules)
        {
            var database = modules[module].Opened;
            var said = await database.Read(sql => sql.Query("PRAGMA integrity_check", row => row.GetString(0)));
            wrongs.AddRange(said.Where(line => line != "ok").Select(line => $"{module}: {line}"));
            var rows = await database.Read(sql =>
                sql.Query($"SELECT substr(id, 1, 7), n FROM {module}s", row => (Id: row.GetString(0), N: row.GetInt64(1)))
            );
            var sum = rows.Where(row => row.Id == "sum").Select(row => row.N).Single();
            if (sum != rows.Count - 1)
            {
                wrongs.Add($"{module}: {rows.Count - 1} rows were counted as {sum}");
            }

            ids[module] =
            [
                .. rows.Where(row => row.Id != "sum").Select(row => int.Parse(row.Id, NumberStyles.None, CultureInfo.InvariantCulture)),
            ];
        }

        if (!ids["apple"].SetEquals(ids["pear"]))
        {
            wrongs.Add("a transaction of apple and pear is half there");
        }

        wrongs.AddRange(
            told.Where(id => !(id < PlumsFrom ? ids["apple"].Contains(id) : ids["plum"].Contains(id - PlumsFrom)))
                .Select(id => $"{id} was told and is lost")
        );
        return wrongs;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var module in modules.Values)
        {
            await module.Opened.DisposeAsync();
        }
    }

    private Task<int> Put(string module, int id, int letters) =>
        modules[module]
            .Opened.Write(async tx =>
            {
                await tx.Execute($"INSERT INTO {module}s(id, n) VALUES ($1, 1)", $"{id:D7}" + new string('x', letters));
                return await tx.Execute($"UPDATE {module}s SET n = n + 1 WHERE id = 'sum'");
            });
}
