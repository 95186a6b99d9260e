// Asks the gateway about everything whose outcome is unknown: after a crash, a lost answer, an outage.
using Cartwright.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <summary>
/// The reconciliation, at the start and then every few seconds. With nothing unknown a round is two look-ups in empty indexes.
/// </summary>
public sealed partial class RepairPayments(
    PaymentBook book,
    Gateways gateways,
    RefundPayment refunds,
    VoidPayment voiding,
    TimeProvider clock,
    TimeSpan every,
    ILogger<RepairPayments> log
) : BackgroundService
{
    private const int RoundMax = 200;

    // A gateway that answers slowly must not make a round last for ever, and a round must not take the gateway from the shop.
    private const int AtOnceMax = 8;

    /// <summary>One round.</summary>
    /// <returns>How many outcomes became known.</returns>
    public async Task<int> Round(CancellationToken stop)
    {
        var nowMs = book.NowMs;
        var payments = await book.Database.Read(sql => PaymentStore.Due(sql, nowMs, RoundMax));
        var wishes = await book.Database.Read(sql => PaymentStore.RefundsDue(sql, nowMs, RoundMax));
        var known = 0;
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop };
        await Parallel.ForEachAsync(
            payments,
            bounded,
            async (payment, cancel) =>
            {
                if (await SettleOrLater(payment.PaymentId, () => Settle(payment, cancel), () => AskLater(payment), cancel))
                {
                    Interlocked.Increment(ref known);
                }
            }
        );
        await Parallel.ForEachAsync(
            wishes,
            bounded,
            async (wish, cancel) =>
            {
                if (await SettleOrLater(wish.PaymentId, () => Settle(wish, cancel), () => AskLater(wish), cancel))
                {
                    Interlocked.Increment(ref known);
                }
            }
        );
        return known;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
        {
            try
            {
                // After an outage there are more than one round has room for.
                for (var known = RoundMax; known >= RoundMax; )
                {
                    known = await Round(stoppingToken);
                    if (known > 0)
                    {
                        LogSettled(log, known);
                    }
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // A provider that says what cannot be, of one payment, must not keep all others of the round waiting.
    private async ValueTask<bool> SettleOrLater(string paymentId, Func<ValueTask<bool>> settle, Func<Task> later, CancellationToken cancel)
    {
        try
        {
            return await settle();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNotSettled(log, paymentId, e);
            await later();
            return false;
        }
    }

    private async ValueTask<bool> Settle(Payment payment, CancellationToken cancel)
    {
        var gateway = gateways.Of(payment);
        var said = payment.State switch
        {
            PaymentState.Voiding => await gateway.Void(payment.PaymentId, cancel),
            PaymentState.Capturing => await gateway.Capture(payment.PaymentId, payment.CaptureMinor, payment.KeepsRest, cancel),
            _ => await gateway.LookUp(payment.PaymentId, cancel),
        };
        if (said.Is(out var truth, out _))
        {
            if (!truth.Seen && payment.State == PaymentState.Authorizing && !gateways.IsOpen(gateway))
            {
                return (await voiding.Close(payment, cancel)).Is(out var closed, out _) && !closed.IsOpen;
            }

            var learned = await book.Learn(truth, tell: true);
            if (
                !learned.IsOpen
                || (
                    learned.Expire(book.NowMs) != learned
                    && (await voiding.EndWait(learned, cancel)).Is(out var ended, out var _)
                    && !ended.IsOpen
                )
            )
            {
                return true;
            }
        }

        await AskLater(payment);
        return false;
    }

    private async ValueTask<bool> Settle(WantedRefund wish, CancellationToken cancel)
    {
        if ((await refunds.Ask(wish, cancel, tell: true)).Refused is not { Kind: RefusalKind.Unavailable })
        {
            return true;
        }

        await AskLater(wish);
        return false;
    }

    private Task<Outcome<Payment>> AskLater(Payment payment) =>
        book.Decide(payment.PaymentId, (p, nowMs) => p.IsOpen ? p.LookLater(nowMs) : p, CancellationToken.None);

    private Task<bool> AskLater(WantedRefund wish) =>
        book.Database.Write(
            async tx =>
            {
                await PaymentStore.RefundLater(tx, wish, book.NowMs);
                return true;
            },
            CancellationToken.None
        );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The gateway told the outcome of {Known} payments or refunds that were unknown."
    )]
    private static partial void LogSettled(ILogger log, int known);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "What the gateway says of payment {PaymentId} could not be learned; it is asked again."
    )]
    private static partial void LogNotSettled(ILogger log, string paymentId, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of the payment reconciliation failed; the next one follows.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
