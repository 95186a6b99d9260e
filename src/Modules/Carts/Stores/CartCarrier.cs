// Takes what a store outside the database did into the database: rows for lists, history and events, each once.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Carts;

/// <summary>
/// Carries the journal of the store (<see cref="ICartJournal"/>) into the database, in order. Rows, history and events of an entry are one
/// transaction with the version the cart's row then has: an entry that comes again, or to a second process, changes nothing. Without a
/// journal there is nothing to do.
/// </summary>
internal sealed partial class CartCarrier(
    [FromKeyedServices("carts")] Database database,
    ICartStore store,
    [Steady] TimeProvider clock,
    ILogger<CartCarrier> log,
    ICartJournal? journal = null,
    ICartActivity? activity = null
) : BackgroundService
{
    private const int EntriesAtOnce = 512;

    /// <summary>How far the clocks of two processes may be apart.</summary>
    private const int ClocksDifferMsMax = 500;

    // Entries of other processes raise no signal here.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim one = new(1);

    /// <summary>Carries all that was in the journal when this was called.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        while (journal is not null && await CarryOnce(journal, cancel) == EntriesAtOnce) { }
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
        while (journal is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUp(stoppingToken);
                failing = false;
                await journal.Written.Wait(LookEvery, clock, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: a store that is away for an hour need not fill the log.
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                failing = true;
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    /// <summary>Carries the oldest entries; answers how many.</summary>
    private async Task<int> CarryOnce(ICartJournal from, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            var entries = await from.Read(EntriesAtOnce, cancel);
            if (entries.Count > 0)
            {
                await Carry(entries, cancel);
                await from.Forget(entries, cancel);
            }

            return entries.Count;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task Carry(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        var whole = new Dictionary<string, CartState>(StringComparer.Ordinal);
        for (var behind = await Write(entries, whole, cancel); behind.Count > 0; behind = await Write(entries, whole, cancel))
        {
            // Rows that miss a version, because the database is younger than the carts, are made anew from the cart itself.
            foreach (var userId in behind)
            {
                whole[userId] = await store.Load(userId, null, cancel);
            }
        }
    }

    /// <summary>Writes all entries, or nothing and answers the carts that must be known whole first.</summary>
    private Task<HashSet<string>> Write(
        IReadOnlyList<JournalEntry> entries,
        Dictionary<string, CartState> whole,
        CancellationToken cancel
    ) =>
        database.Write(
            async tx =>
            {
                var ids = entries.Select(entry => entry.Write.Head.UserId).Distinct(StringComparer.Ordinal).ToArray();
                var stands = await CartSql.Lock(tx, ids, clock.GetUtcNow().ToUnixTimeMilliseconds());
                var writes = new Dictionary<string, CartWrite>(StringComparer.Ordinal);
                var behind = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (_, write) in entries)
                {
                    var userId = write.Head.UserId;
                    if (writes.TryGetValue(userId, out var before))
                    {
                        if (write.Head.Version > before.Head.Version)
                        {
                            writes[userId] = before.Then(write);
                        }
                    }
                    else if (stands.GetValueOrDefault(userId) is var stand && IsNews(write, stand))
                    {
                        if (write.Base == stand.Version && write.Head.CreatedMs >= stand.CreatedMs)
                        {
                            writes.Add(userId, write);
                        }
                        else if (write.Base == 0)
                        {
                            // Made anew after its store had lost it: nothing of the old one is left.
                            writes.Add(userId, write with { Whole = true });
                        }
                        else if (whole.TryGetValue(userId, out var cart))
                        {
                            writes.Add(userId, write with { Put = cart.Items, Gone = [], Whole = true });
                        }
                        else
                        {
                            behind.Add(userId);
                        }
                    }
                }

                if (behind.Count == 0)
                {
                    await CartLedger.Write(tx, [.. writes.Values.OrderBy(write => write.Head.UserId, StringComparer.Ordinal)]);
                    tx.OnCommitted(() =>
                    {
                        foreach (var write in writes.Values)
                        {
                            activity?.Touched(write.Head.UserId, write.Head.UpdatedMs);
                        }
                    });
                }

                return behind;
            },
            cancel
        );

    // A store that was wiped begins again at version 1, and one that lost power may have gone back a few versions: then the times tell news
    // from an entry that comes twice.
    private static bool IsNews(CartWrite write, CartStand stand) =>
        write.Head.Version > stand.Version
        || (stand.Version > 0 && (write.Head.CreatedMs > stand.CreatedMs || write.Head.UpdatedMs > stand.UpdatedMs + ClocksDifferMsMax));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Changes of carts could not be taken into the database; they stay in the journal and will be tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
