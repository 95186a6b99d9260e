// Keeps the search index as the catalog is: fills it when it has to, follows every change, and catches up after a kill.
using System.Globalization;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Search;

/// <summary>
/// What changed stands in search_changes, written with the product in one transaction; the index keeps up to where it has read with what it
/// holds. So nothing is missed: what was not kept is read again. Without an index there is nothing to do.
/// </summary>
internal sealed partial class SearchKeeper(
    IProductStore store,
    ProductShelf shelf,
    ProductCarrier carrier,
    [FromKeyedServices("catalog")] Database database,
    TimeProvider clock,
    ILogger<SearchKeeper> log,
    IProductIndex? index = null,
    IProductJournal? journal = null,
    ServedRequests? requests = null
) : BackgroundService
{
    private const int AtOnce = 500;

    // Of one look; the rest waits for the next, so that a search during an import does not wait for all of it.
    private const int PagesMax = 4;

    // How long a search waits for whoever reads changes at the moment.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    // Changes of other processes raise no signal here.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookSeldom = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(5);

    // A search reads what is waiting itself. Behind its back many changes cost little more than one, and a product of an import is written
    // with its stock rather than twice.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(500);

    // As much again beside shoppers: a change is still found within a second by whoever asks the index itself.
    private static readonly TimeSpan RestMax = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    // A disk that may not be written will not be in a second.
    private static readonly TimeSpan PauseWithoutIndex = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim one = new(1);

    // What was written at positions that have to be read again, because a transaction of before may still run.
    private readonly Dictionary<string, long> written = new(StringComparer.Ordinal);
    private long position;
    private long next;
    private (long At, string ProductId) read = (0, string.Empty);
    private bool unread;
    private long applied = -1;
    private bool dirty;
    private bool damaged;
    private volatile bool ready;
    private long keptAt;

    /// <summary>Whether the index can be asked; until it can, the store answers.</summary>
    public bool IsReady => ready;

    /// <summary>Whether there is, or will be, an index.</summary>
    public bool HasIndex => index is not null;

    /// <summary>Opens the index and fills it when it must be.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        if (index is null)
        {
            return;
        }

        await one.WaitAsync(cancel);
        try
        {
            if (ready)
            {
                return;
            }

            var bookmark = damaged ? null : await index.Open(cancel);
            if (await Position(bookmark) is { } at)
            {
                position = at;
            }
            else
            {
                await Fill(index, cancel);
            }

            damaged = false;
            (read, unread, applied) = ((0, string.Empty), false, -1);
            written.Clear();
            while (!await Look(index, cancel)) { }

            ready = true;

            // Pages that the store made know no corrections and no facets by attribute.
            shelf.ListsChanged();
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>
    /// Reads what is waiting, so that whoever changed a product here finds it at once. False when more is waiting than a search can wait
    /// for: what it finds may be a moment old.
    /// </summary>
    public async ValueTask<bool> CatchUp(CancellationToken cancel)
    {
        var wanted = shelf.Generation;
        if (index is null || !ready || Volatile.Read(ref applied) >= wanted)
        {
            return true;
        }

        if (!await one.WaitAsync(Patience, cancel))
        {
            return false;
        }

        try
        {
            return Volatile.Read(ref applied) >= wanted || await Look(index, cancel);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Makes what was written durable.</summary>
    public async Task Keep(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            if (index is not null && ready && dirty && !unread)
            {
                await Keep(index, cancel);
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>What a search found is wrong with the index; it is filled anew, and the store answers meanwhile.</summary>
    public void Damaged(ProductIndexDamaged damage)
    {
        LogDamaged(log, damage);
        (damaged, ready) = (true, false);
        shelf.ListsChanged();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await Keep(cancellationToken);
        }
        catch (Exception e) when (e is ProductIndexDamaged or OperationCanceledException)
        {
            // What is not kept is read again at the next start.
            LogFailed(log, e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        var pace = new GiveWay(requests ?? new ServedRequests(), RestMax);
        while (index is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Begin(stoppingToken);
                pace.Begin();
                await CatchUp(stoppingToken);
                var looked = clock.GetTimestamp();
                if (!database.Dialect.OneProcess)
                {
                    await LookForOthers(index, stoppingToken);
                }

                if (dirty && clock.GetElapsedTime(keptAt) >= KeepEvery)
                {
                    await Keep(stoppingToken);
                }

                failing = false;
                await pace.Rest(stoppingToken);
                await shelf.Written.Wait(
                    !database.Dialect.OneProcess ? LookEvery
                        : dirty ? KeepEvery
                        : LookSeldom,
                    clock,
                    stoppingToken
                );
                if (clock.GetElapsedTime(looked) is var since && since < GatherFor)
                {
                    await Task.Delay(GatherFor - since, clock, stoppingToken);
                }
            }
            catch (ProductIndexDamaged damage)
            {
                Damaged(damage);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: a disk that is full for an hour need not fill the log.
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                failing = true;
                await Task.Delay(ready ? PauseAfterFailure : PauseWithoutIndex, clock, stoppingToken);
            }
        }
    }

    private async Task LookForOthers(IProductIndex at, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            await Look(at, cancel);
        }
        finally
        {
            one.Release();
        }
    }

    // A bookmark of another database, or of one that has been put back to an earlier day, says nothing of this one.
    private async ValueTask<long?> Position(string? bookmark) =>
        bookmark?.Split(':') is [var where, var at]
        && where == Where
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var kept)
        && kept <= await database.Read(SearchSql.Next)
            ? kept
            : null;

    private string Where => database.Dialect.Name + (journal is null ? string.Empty : "+journal");

    private async Task Fill(IProductIndex at, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        await at.Empty(cancel);

        // Before the first product is read: what changes meanwhile is read again.
        var from = await database.Read(SearchSql.Next);
        var some = new List<CatalogProduct>(AtOnce);
        await store.Each(
            async product =>
            {
                some.Add(product.Product);
                if (some.Count == AtOnce)
                {
                    await Write(at, some, [], cancel);
                    some.Clear();
                }
            },
            cancel
        );
        await Write(at, some, [], cancel);
        await at.Show(cancel);
        position = from;
        await Keep(at, cancel);
        LogFilled(log, at.Count, clock.GetElapsedTime(began).TotalSeconds);
    }

    // True when all was read that was there when it began.
    private async Task<bool> Look(IProductIndex at, CancellationToken cancel)
    {
        var generation = shelf.Generation;
        if (journal is not null)
        {
            await carrier.CatchUp(cancel);
        }

        if (!unread)
        {
            next = await database.Read(SearchSql.Next);
            (read, unread) = ((0, string.Empty), true);
        }

        var shown = false;
        for (var page = 0; unread && page < PagesMax; page++)
        {
            var changes = await database.Read(sql => SearchSql.Since(sql, position, read, AtOnce));
            var fresh = changes.Where(change => written.GetValueOrDefault(change.ProductId) != change.At).ToList();
            if (fresh.Count > 0)
            {
                await WriteChanged(at, [.. fresh.Select(change => change.ProductId)], cancel);
                (shown, dirty) = (true, true);
            }

            foreach (var (productId, when) in fresh)
            {
                written[productId] = when;
            }

            unread = changes.Count == AtOnce;
            read = changes.Count > 0 ? (changes[^1].At, changes[^1].ProductId) : read;
        }

        if (shown)
        {
            await at.Show(cancel);
        }

        if (unread)
        {
            return false;
        }

        position = next;
        foreach (var (productId, _) in written.Where(change => change.Value < position).ToList())
        {
            written.Remove(productId);
        }

        Volatile.Write(ref applied, generation);
        return true;
    }

    private async Task Keep(IProductIndex at, CancellationToken cancel)
    {
        await at.Keep(Where + ":" + position.ToString(CultureInfo.InvariantCulture), cancel);
        dirty = false;
        keptAt = clock.GetTimestamp();
    }

    private async Task WriteChanged(IProductIndex at, string[] productIds, CancellationToken cancel)
    {
        var products = await store.Find(productIds);

        // What a variant is called and costs shows on its parent.
        var parents = products
            .Where(product => product.ParentId is not null)
            .Select(product => product.ParentId!)
            .Except(productIds, StringComparer.Ordinal)
            .ToArray();
        await Write(at, parents.Length == 0 ? products : [.. products, .. await store.Find(parents)], productIds, cancel);
    }

    private async Task Write(IProductIndex at, IReadOnlyList<CatalogProduct> products, string[] asked, CancellationToken cancel)
    {
        var listed = products.Where(IndexedProducts.IsListed).ToList();
        var families = listed.Where(product => product.Variants > 0).Select(product => product.ProductId).ToArray();
        var variants = new List<CatalogProduct>();
        if (families.Length > 0)
        {
            foreach (var ids in (await store.Variants(families)).Select(variant => variant.ProductId).Chunk(AtOnce))
            {
                variants.AddRange((await store.Find(ids)).Where(variant => !variant.Deleted));
            }
        }

        var of = variants.ToLookup(variant => variant.ParentId!, StringComparer.Ordinal);
        var sold = listed.Count == 0 ? [] : await database.Read(sql => SoldSql.Sold(sql, [.. listed.Select(product => product.ProductId)]));
        await at.Write(
            [
                .. listed.Select(product =>
                    IndexedProducts.Of(
                        product.At(clock.GetUtcNow().ToUnixTimeMilliseconds()),
                        of[product.ProductId],
                        sold.GetValueOrDefault(product.ProductId)
                    )
                ),
            ],
            [.. asked.Except(listed.Select(product => product.ProductId), StringComparer.Ordinal)],
            cancel
        );
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The search index was filled with {Products} products in {Seconds:0.0} s.")]
    private static partial void LogFilled(ILogger log, long products, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search index is damaged and is filled anew; the database searches meanwhile.")]
    private static partial void LogDamaged(ILogger log, Exception damage);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The search index could not be brought up to date; the database searches until it is, and it is tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
