// All rows of rates in memory, the shop's own with the rest, so that a placement asks no table for its taxes.
using System.Collections.Concurrent;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Ordering;

/// <summary>The index of all rows, kept as <see cref="TableMemory{T}"/> keeps them.</summary>
public sealed class TaxRateMemory([FromKeyedServices("ordering")] Database database, TaxRows fixedRows, [Steady] TimeProvider clock)
    : IHostedService
{
    /// <summary>The shop's own rows: a row for half of all postal codes of the United States. About 20 MB.</summary>
    public const int RowsMax = 20_000;

    private readonly TableMemory<Loaded> memory = new(
        database,
        clock,
        TaxRateSql.Version,
        async tx => new Loaded(await TaxRateSql.All(tx, RowsMax))
    );

    /// <summary>Reads the rows before the first shopper asks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await memory.Current();

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The index.</summary>
    public async ValueTask<TaxBook> Book() => (await memory.Current()).Book(fixedRows);

    /// <summary>The index with one row more and another less: what would be if somebody wrote it.</summary>
    /// <param name="without">The id of the row left out, or null.</param>
    public async ValueTask<TaxBook> BookWith(TaxRow row, string? without)
    {
        var now = await memory.Current();
        return new([.. fixedRows.All, .. now.Rows.Values.Where(rate => rate.Id != without).Select(rate => rate.Row), row]);
    }

    /// <summary>Remembers a new or changed row once it is committed.</summary>
    internal void Keep(Transaction tx, ShopRate rate) => memory.Change(tx, now => now.Change(rows => rows[rate.Id] = rate));

    /// <summary>Forgets a deleted row once that is committed.</summary>
    internal void Forget(Transaction tx, string id) => memory.Change(tx, now => now.Change(rows => rows.TryRemove(id, out _)));

    private sealed class Loaded
    {
        private readonly Lock gate = new();
        private volatile TaxBook? book;

        public Loaded(IEnumerable<ShopRate> rates)
        {
            foreach (var rate in rates)
            {
                Rows[rate.Id] = rate;
            }
        }

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
