// Zones and pickup points in memory, so that a placement asks no table for its shipping.
using System.Collections.Concurrent;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Ordering;

/// <summary>The index of all rows, kept as <see cref="TableMemory{T}"/> keeps them.</summary>
public sealed class ShippingMemory([FromKeyedServices("ordering")] Database database, [Steady] TimeProvider clock) : IHostedService
{
    /// <summary>More zones than countries, for shops that know every region. Some 5 MB at most.</summary>
    public const int ZonesMax = 500;

    /// <summary>More than a checkout can show; a chain of shops has an own page to choose from.</summary>
    public const int PointsMax = 200;

    private readonly TableMemory<Loaded> memory = new(
        database,
        clock,
        ShippingSql.Version,
        async tx => new Loaded([
            .. await ShippingSql.All(tx, ShopRow.Zone, ZonesMax),
            .. await ShippingSql.All(tx, ShopRow.PickupPoint, PointsMax),
        ])
    );

    /// <summary>Reads the rows before the first shopper asks.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await memory.Current();

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The index.</summary>
    public async ValueTask<ShippingBook> Book() => (await memory.Current()).Book();

    /// <summary>The index with one zone more and another less: what would be if somebody wrote it.</summary>
    /// <param name="without">The id of the row left out, or null.</param>
    public async ValueTask<ShippingBook> BookWith(ShippingZone zone, string? without) =>
        (await memory.Current()).With(zone, without ?? string.Empty);

    /// <summary>Remembers a new or changed row once it is committed.</summary>
    internal void Keep(Transaction tx, ShopRow row) => memory.Change(tx, now => now.Change(rows => rows[row.Id] = row));

    /// <summary>Forgets a deleted row once that is committed.</summary>
    internal void Forget(Transaction tx, string id) => memory.Change(tx, now => now.Change(rows => rows.TryRemove(id, out _)));

    private sealed class Loaded
    {
        private readonly Lock gate = new();
        private readonly ConcurrentDictionary<string, ShopRow> rows = new(StringComparer.Ordinal);
        private volatile ShippingBook? book;

        public Loaded(IEnumerable<ShopRow> all)
        {
            foreach (var row in all)
            {
                rows[row.Id] = row;
            }
        }

        public void Change(Action<ConcurrentDictionary<string, ShopRow>> change)
        {
            lock (gate)
            {
                change(rows);
                book = null;
            }
        }

        public ShippingBook Book()
        {
            if (book is { } there)
            {
                return there;
            }

            lock (gate)
            {
                return book ??= new(Zones(), Points());
            }
        }

        public ShippingBook With(ShippingZone zone, string without) =>
            new([.. Zones().Where(one => one.Id != without), (without, zone)], Points());

        private IEnumerable<(string Id, ShippingZone Zone)> Zones() =>
            rows.Values.Where(row => row.Kind == ShopRow.Zone).Select(row => (row.Id, ShippingZoneBody.Read(row.Content).Checked().Value));

        private IEnumerable<PickupPoint> Points() =>
            rows
                .Values.Where(row => row.Kind == ShopRow.PickupPoint)
                .OrderBy(row => row.Id, StringComparer.Ordinal)
                .Select(row => PickupPointBody.Read(row.Content).Checked(row.Id).Value);
    }
}
