// What carts do by themselves: merges left by sign-ins, carts of erased users, and what is past its expiry. All are repeatable and neither
// is needed in time.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Carts;

internal sealed partial class CartUpkeep(
    [FromKeyedServices("carts")] Database database,
    ICarts carts,
    ICartStore store,
    CartCarrier carrier,
    ExpireCarts expire,
    [Steady] TimeProvider clock,
    ILogger<CartUpkeep> log
) : BackgroundService
{
    private const int MergesAtOnce = 50;
    private const int ErasuresAtOnce = 50;
    private const int RowsAtOnce = 500;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly Signal waits = new();

    /// <summary>
    /// The effect of a sign-in: the merge is kept, because it asks other modules and must not do so inside a transaction.
    /// </summary>
    public async ValueTask KeepMerge(Transaction tx, UserFacts user)
    {
        if (user.GuestId is { Length: > 0 } guestId && guestId != user.UserId)
        {
            await UpkeepSql.KeepMerge(tx, guestId, user.UserId);
            tx.OnCommitted(waits.Raise);
        }
    }

    /// <summary>The effect of an erasure: it is kept, because the cart may be in a store that no transaction reaches.</summary>
    public async ValueTask KeepErasure(Transaction tx, UserErasure erased)
    {
        await UpkeepSql.KeepErasure(tx, erased.UserId, erased.ErasureId);
        tx.OnCommitted(waits.Raise);
    }

    /// <summary>Empties carts of erased users and forgets what is kept beside them; answers whether more may wait.</summary>
    public async Task<bool> EraseWaiting(CancellationToken stop)
    {
        var waiting = await database.Read(sql => UpkeepSql.ErasuresWaiting(sql, ErasuresAtOnce));
        foreach (var (userId, erasureId) in waiting)
        {
            var lines = (await store.Load(userId, null, stop)).Items.Count;
            await store.Change(new ForgetCart(userId), stop);
            await carrier.CatchUp(stop);
            var (beside, some) = (0L, 0);
            do
            {
                some = await database.Write(tx => UpkeepSql.ForgetBeside(tx, userId, RowsAtOnce), stop);
                beside += some;
            } while (some > 0);

            await database.Write(
                async tx =>
                {
                    await ErasedPersons.Tell(
                        tx,
                        erasureId,
                        "carts",
                        clock.GetUtcNow().ToUnixTimeMilliseconds(),
                        new ForgottenRows("cart_lines", lines),
                        new ForgottenRows("cart_history, cart_records, cart_links", beside)
                    );
                    return await UpkeepSql.ForgetErasure(tx, userId);
                },
                stop
            );
        }

        return waiting.Count == ErasuresAtOnce;
    }

    /// <summary>
    /// Merges up to <see cref="MergesAtOnce"/> of those that wait, oldest first; one that fails stays. Answers whether more may wait.
    /// </summary>
    public async Task<bool> MergeWaiting(CancellationToken stop)
    {
        var waiting = await database.Read(sql => UpkeepSql.MergesWaiting(sql, MergesAtOnce));
        foreach (var (number, guestId, userId) in waiting)
        {
            var outcome = await carts.Merge(
                new MergeRequest
                {
                    RequestId = userId + guestId,
                    GuestId = guestId,
                    UserId = userId,
                },
                stop
            );
            if (outcome.Refused is { Kind: RefusalKind.Unavailable } refused)
            {
                LogWaits(log, guestId, refused.Detail);
                return false;
            }

            await database.Write(tx => UpkeepSql.ForgetMerge(tx, number), stop);
        }

        return waiting.Count == MergesAtOnce;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await MergeWaiting(stoppingToken)) { }

                while (await EraseWaiting(stoppingToken)) { }

                while (await expire.Run(stoppingToken)) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            await waits.Wait(Period, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cart of guest {GuestId} could not be merged and will be tried again: {Reason}")]
    private static partial void LogWaits(ILogger log, string guestId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep of carts failed; the next round tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
