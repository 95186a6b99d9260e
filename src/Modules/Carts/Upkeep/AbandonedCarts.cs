// Carts that were left behind: flagged once, told, and reminded of by mail with a link that brings them back.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Carts;

/// <summary>
/// Looks for idle carts: where activity is kept (<see cref="ICartActivity"/>), and now and then in the database, which has them all. The
/// flag, the event, the link and the mail's request are one transaction, guarded by the cart's version: a cart is flagged once, and not
/// when it changed meanwhile. Any change takes the flag off (<see cref="CartLifeSql"/>).
/// </summary>
internal sealed partial class AbandonedCarts(
    [FromKeyedServices("carts")] Database database,
    CartCarrier carrier,
    IIdentity identity,
    CartSettings settings,
    IIds ids,
    [Steady] TimeProvider clock,
    ILogger<AbandonedCarts> log,
    ICartActivity? activity = null
) : BackgroundService
{
    private const int CartsAtOnce = 200;
    private const int LinesTold = 20;

    // A note of activity may be lost with the server that keeps it; the database then finds the cart at most so many looks later.
    private const int LooksBetweenSearches = 10;
    private static readonly TimeSpan PeriodMax = TimeSpan.FromMinutes(1);
    private int looks;

    /// <summary>Flags some of what has been idle for too long; answers how many carts.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        await carrier.CatchUp(stop);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var before = now - (long)settings.AbandonedAfter.TotalMilliseconds;
        var noted = activity is not null && looks++ % LooksBetweenSearches != 0;
        var candidates = noted
            ? await activity!.Idle(before, CartsAtOnce, stop)
            : await database.Read(sql => CartLifeSql.Idle(sql, before, now, CartsAtOnce));
        var idle = candidates.Count == 0 ? [] : await database.Read(sql => CartLifeSql.Look(sql, [.. candidates], before, now));
        var flagged = 0;
        foreach (var cart in idle)
        {
            if ((await Recipient(cart, stop)).Is(out var recipient, out var refused))
            {
                flagged += await database.Write(tx => Flag(tx, cart, recipient, now), stop) ? 1 : 0;
            }
            else
            {
                LogWaits(log, cart.UserId, refused.Detail);
            }
        }

        if (activity is not null && candidates.Count > 0)
        {
            await activity.Forget(candidates, before, stop);
        }

        return flagged;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var period = settings.AbandonedAfter / 4 < PeriodMax ? settings.AbandonedAfter / 4 : PeriodMax;
        using var timer = new PeriodicTimer(period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await Run(stoppingToken) == CartsAtOnce) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    /// <summary>
    /// Whom to remind; null when nobody is known. Asked before the transaction, because it may be another process that answers.
    /// </summary>
    private async ValueTask<Outcome<Recipient?>> Recipient(IdleCart cart, CancellationToken cancel)
    {
        if (cart.Guest)
        {
            return cart.Email is null ? (Recipient?)null : new Recipient(cart.Email, string.Empty, cart.Language);
        }

        var outcome = await identity.GetUser(new GetUserRequest { UserId = cart.UserId }, cancel);
        return outcome.Is(out var user, out var refused)
                ? (user.Email.Length == 0 ? null : new Recipient(user.Email, user.Name, user.Language.Length == 0 ? null : user.Language))
            : refused.Kind == RefusalKind.NotFound ? (Recipient?)null
            : refused;
    }

    private async ValueTask<bool> Flag(Transaction tx, IdleCart cart, Recipient? recipient, long nowMs)
    {
        if (!await CartLifeSql.Flag(tx, cart, nowMs))
        {
            return false;
        }

        await tx.Publish(
            Topics.CartAbandoned,
            cart.UserId,
            new CartFacts(cart.UserId, cart.Version, "abandoned", null, cart.Units, cart.ValueMinor, cart.Currency, cart.Guest, null, nowMs)
        );
        if (recipient is not null)
        {
            var (link, token) = ShareCart.Make(cart.UserId, cart.Guest, ShareCart.Restore, nowMs, cart.ExpiresMs, ids);
            await CartLinkSql.Add(tx, link);
            var lines = await CartLifeSql.Lines(tx, cart.UserId, LinesTold);
            await tx.Publish(
                Topics.CartReminder,
                cart.UserId,
                new CartReminder(
                    cart.UserId,
                    cart.Version,
                    recipient.Address,
                    recipient.Name,
                    $"{settings.ShopUrl}/cart/restore/{token}",
                    cart.Currency,
                    cart.ValueMinor,
                    lines,
                    nowMs,
                    recipient.Language
                )
            );
        }

        return true;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The abandoned cart of {UserId} could not be flagged now and will be later: {Reason}"
    )]
    private static partial void LogWaits(ILogger log, string userId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for abandoned carts failed; the next round tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}

/// <summary>Whom to remind of a cart.</summary>
internal sealed record Recipient(string Address, string Name, string? Language);
