// All rows of rates in memory, the shop's own with the rest, so that a placement asks no table for its taxes.
using System.Collections.Concurrent;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Ordering;

/// <summary>
/// The index of all rows. Where other processes can change them, the version is looked at once a second: a change is in force everywhere
/// within two.
/// </summary>
public sealed class TaxRateMemory([FromKeyedServices("ordering")] Database database, TaxRows fixedRows, [Steady] TimeProvider clock)
    : IHostedService
{
    /// <summary>The shop's own rows: a row for half of all postal codes of the United States. About 20 MB.</summary>
    public const int RowsMax = 20_000;

    /// <summary>For how long a change by another process may stay unseen.</summary>
    public const int StaleMsMax = 1_000;

    private readonly Lock gate = new();
    private volatile Loaded? loaded;
    private long nextLookMs;

    /// <summary>Reads the rows before the first shopper asks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await Current();

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The index.</summary>
    public async ValueTask<TaxBook> Book() => (await Current()).Book(fixedRows);

    /// <summary>The index with one row more and another less: what would be if somebody wrote it.</summary>
    /// <param name="without">The id of the row left out, or null.</param>
    public async ValueTask<TaxBook> BookWith(TaxRow row, string? without)
    {
        var now = await Current();
        return new([.. fixedRows.All, .. now.Rows.Values.Where(rate => rate.Id != without).Select(rate => rate.Row), row]);
    }

    /// <summary>Remembers a new or changed row once it is committed.</summary>
    internal void Keep(Transaction tx, ShopRate rate) => tx.OnCommitted(() => loaded?.Change(rows => rows[rate.Id] = rate));

    /// <summary>Forgets a deleted row once that is committed.</summary>
    internal void Forget(Transaction tx, string id) => tx.OnCommitted(() => loaded?.Change(rows => rows.TryRemove(id, out _)));

    private async ValueTask<Loaded> Current()
    {
        if (loaded is not { } now)
        {
            return await Load();
        }

        if (database.Dialect.OneProcess || !ItIsTimeToLook())
        {
            return now;
        }

        return await database.Read(TaxRateSql.Version) == now.Version ? now : await Load();
    }

    // One at a time looks; all others go on with what there is.
    private bool ItIsTimeToLook()
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (nowMs < nextLookMs)
            {
                return false;
            }

            nextLookMs = nowMs + StaleMsMax;
            return true;
        }
    }

    // Read by the writer: a row that changes meanwhile would otherwise be forgotten between the read and the memory.
    private async ValueTask<Loaded> Load() =>
        await database.Write(async tx =>
        {
            var read = new Loaded(await TaxRateSql.Version(tx), await TaxRateSql.All(tx, RowsMax));
            tx.OnCommitted(() => loaded = read);
            return read;
        });

    private sealed class Loaded
    {
        private readonly Lock gate = new();
        private volatile TaxBook? book;

        public Loaded(long version, IEnumerable<ShopRate> rates)
        {
            Version = version;
            foreach (var rate in rates)
            {
                Rows[rate.Id] = rate;
            }
        }

        public long Version { get; }

        public ConcurrentDictionary<string, ShopRate> Rows { get; } = new(StringComparer.Ordinal);

        public void Change(Action<ConcurrentDictionary<string, ShopRate>> change)
        {
            lock (gate)
            {
                change(Rows);
                book = null;
            }
        }

        // Made when somebody asks: who writes ten thousand rows one after the other waits for one index.
        public TaxBook Book(TaxRows fixedRows)
        {
            if (book is { } there)
            {
                return there;
            }

            lock (gate)
            {
                return book ??= new([.. fixedRows.All, .. Rows.Values.Select(rate => rate.Row)]);
            }
        }
    }
}
