// Carries out what programs outside asked of payments, through the same code as the contract, and tells each what became of it, once.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <summary>
/// A request may be carried out any number of times, by any number of processes: the payment's id follows from order and attempt, the
/// refund's from the request, so money moves once. The answer is written in the transaction that closes the request, so it leaves once.
/// </summary>
public sealed partial class AnswerRequests(
    PaymentBook book,
    AuthorizePayment authorize,
    RefundPayment refund,
    Signal waiting,
    TimeProvider clock,
    ILogger<AnswerRequests> log
) : BackgroundService
{
    private const int RoundMax = 200;

    // As the reconciliation: neither may take the gateway from the shop.
    private const int AtOnceMax = 8;
    private const int DoublingsMax = 10;
    private const long FirstPauseMs = 1_000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Requests that another process took in and did not live to answer are found after this time at the latest.
    private static readonly TimeSpan LookAtRestEvery = TimeSpan.FromMinutes(1);

    /// <summary>Carries out what is due; answers how many requests were answered.</summary>
    public async Task<int> Round(CancellationToken stop)
    {
        var due = await book.Database.Read(sql => RequestStore.Due(sql, book.NowMs, RoundMax));
        var answered = 0;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop },
            async (request, cancel) =>
            {
                if (await Answered(request, cancel))
                {
                    Interlocked.Increment(ref answered);
                }
            }
        );
        return answered;
    }

    /// <summary>What a refusal is to whoever asked.</summary>
    internal static PaymentOutcome Failed(OutsideRequest r, Refusal refused) =>
        Outcome(r) with
        {
            Code = refused.Code,
            Detail = refused.Detail,
        };

    /// <summary>Publishes the answer to a request.</summary>
    internal static ValueTask Tell(Transaction tx, OutsideRequest r, PaymentOutcome outcome) =>
        tx.Publish(
            outcome.Code is not null ? Topics.PaymentFailed
                : r.Operation == OutsideRequest.Refund ? Topics.PaymentRefunded
                : Topics.PaymentSucceeded,
            r.Subject,
            outcome,
            Outside.AnswerId(r.Source, r.RequestId)
        );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var open = true;
            try
            {
                await Round(stoppingToken);
                open = await book.Database.Read(RequestStore.AnyOpen);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogPaused(log, e);
            }

            await waiting.Wait(open ? LookEvery : LookAtRestEvery, clock, stoppingToken);
        }
    }

    // One that fails by a bug or an outage must not keep the others of its round waiting.
    private async ValueTask<bool> Answered(OutsideRequest request, CancellationToken cancel)
    {
        try
        {
            if (
                (request.Operation == OutsideRequest.Payment ? await Charge(request, cancel) : await PayBack(request, cancel)) is
                { } outcome
            )
            {
                return await book.Database.Write(
                    async tx =>
                    {
                        var first = await RequestStore.Answer(tx, request.RequestId, outcome.Code ?? "done");
                        if (first)
                        {
                            await Tell(tx, request, outcome);
                        }

                        return first;
                    },
                    CancellationToken.None
                );
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogFailed(log, request.RequestId, e);
        }

        await book.Database.Write(
            async tx =>
            {
                await RequestStore.Later(tx, request, book.NowMs + (FirstPauseMs << Math.Min(request.Looks, DoublingsMax)));
                return true;
            },
            CancellationToken.None
        );
        return false;
    }

    // Null: nobody knows yet, so it is asked again.
    private async ValueTask<PaymentOutcome?> Charge(OutsideRequest r, CancellationToken cancel)
    {
        var orderId = TakeRequest.Keys(r.Source, r.OrderId, r.Attempt).OrderId;
        var charge = new Charge(r.PaymentId, orderId, r.AmountMinor, r.Currency, r.Method, TakesAtOnce: true);
        if (!(await authorize.Run(charge, userId: null, cancel)).Is(out var payment, out var refused))
        {
            return refused.Kind == RefusalKind.Unavailable ? null : Failed(r, refused);
        }

        return AuthorizePayment.NotPaid(payment) is { } notPaid ? Failed(r, notPaid)
            : payment.CapturedMinor == r.AmountMinor ? Outcome(r) with { TransactionId = payment.TransactionId }
            : null;
    }

    private async ValueTask<PaymentOutcome?> PayBack(OutsideRequest r, CancellationToken cancel)
    {
        // Topics keep no order between them: a refund may arrive while its payment is still on its way to the provider.
        if (await book.Database.Read(sql => RequestStore.IsPaying(sql, r.PaymentId)))
        {
            return null;
        }

        if (await book.Find(r.PaymentId) is not { } payment)
        {
            return Failed(r, PaymentRefusals.NotFound(r.PaymentId));
        }

        if (payment.Currency != r.Currency)
        {
            return Failed(
                r,
                Refusal.Invalid("currency_differs", $"The payment is in {payment.Currency}, and {r.Currency} was to be paid back.")
            );
        }

        var done = await refund.Run(r.PaymentId, Outside.AnswerId(r.Source, r.RequestId), r.AmountMinor, r.Reason, cancel);
        return done.Is(out var transactionId, out var refused) ? Outcome(r) with { TransactionId = transactionId }
            : refused.Kind == RefusalKind.Unavailable ? null
            : Failed(r, refused);
    }

    private static PaymentOutcome Outcome(OutsideRequest r) =>
        new(r.RequestId, r.OrderId, r.Operation, r.AmountMinor, r.Currency, r.Attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The payment request {RequestId} could not be carried out; it is tried again.")]
    private static partial void LogFailed(ILogger log, string requestId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Payment requests from outside cannot be carried out now; it goes on trying.")]
    private static partial void LogPaused(ILogger log, Exception failure);
}
