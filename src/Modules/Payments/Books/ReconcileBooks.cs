// Compares all books from end to end, repairs what a provider knows and the shop does not, and raises an alarm about the rest.
using System.Diagnostics.Metrics;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <summary>What one stretch of the comparison did.</summary>
/// <param name="Repaired">Movements that the shop has learned.</param>
/// <param name="Open">Movements that stand in our book only, or otherwise.</param>
/// <param name="GoOn">Where to go on, or null at the end.</param>
public sealed record Reconciled(int Repaired, int Open, LedgerPlace? GoOn);

/// <summary>
/// The provider has the word about money: what it knows is learned. What only the shop has written is never taken out of an append-only
/// book: it is noted, counted and logged until the books agree, because either the shop or the provider has lost something that people must
/// find.
/// </summary>
public sealed partial class ReconcileBooks : BackgroundService
{
    private const int DifferencesAtOnceMax = 1_000;

    private readonly PaymentBook book;
    private readonly Gateways gateways;
    private readonly CompareBooks compare;
    private readonly TimeProvider clock;
    private readonly TimeSpan every;
    private readonly ILogger<ReconcileBooks> log;
    private long open;

    /// <param name="every">How long after a pass the next one begins.</param>
    public ReconcileBooks(
        PaymentBook book,
        Gateways gateways,
        CompareBooks compare,
        TimeProvider clock,
        TimeSpan every,
        ILogger<ReconcileBooks> log
    )
    {
        this.book = book;
        this.gateways = gateways;
        this.compare = compare;
        this.clock = clock;
        this.every = every;
        this.log = log;
        Telemetry.Meter.CreateObservableGauge(
            "cartwright.payment.differences",
            () => Volatile.Read(ref open),
            "{movement}",
            "Movements of money on which the books disagree."
        );
    }

    /// <summary>Compares and repairs a bounded stretch after a place.</summary>
    public async Task<Reconciled> Stretch(LedgerPlace after, CancellationToken cancel)
    {
        var (differences, goOn) = await compare.Run(after, DifferencesAtOnceMax, cancel);
        var repaired = 0;
        var standing = 0;
        foreach (var difference in differences)
        {
            var left = difference.Ours is null ? await RepairOrLeave(difference, cancel) : difference;
            var state = left is null ? DifferenceState.Repaired : DifferenceState.Open;
            await Note(
                new(
                    difference.Place,
                    difference.Provider,
                    state,
                    (left ?? difference).Ours,
                    (left ?? difference).Theirs,
                    book.NowMs,
                    book.NowMs
                )
            );
            if (left is null)
            {
                repaired++;
                LogRepaired(log, difference.Provider, difference.Place.PaymentId, difference.Place.Kind);
            }
            else
            {
                standing++;
                LogOpen(log, difference.Provider, difference.Place.PaymentId, difference.Place.Kind);
            }
        }

        await CloseWhatIsGone(cancel);
        return new(repaired, standing, goOn);
    }

    /// <summary>One pass over all books.</summary>
    public async Task<Reconciled> Pass(CancellationToken cancel)
    {
        LedgerPlace? place = LedgerPlace.Start;
        var sum = new Reconciled(0, 0, null);
        while (place is { } from)
        {
            var stretch = await Stretch(from, cancel);
            sum = new(sum.Repaired + stretch.Repaired, sum.Open + stretch.Open, null);
            place = stretch.GoOn;
        }

        return sum;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Volatile.Write(ref open, await book.Database.Read(DifferenceStore.Open));
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Pass(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e);
            }
        }
    }

    // What cannot be true, such as more taken than was secured, is not learned and stays an open difference; the pass goes on.
    private async ValueTask<Difference?> RepairOrLeave(Difference difference, CancellationToken cancel)
    {
        try
        {
            return await Repair(difference, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNotRepaired(log, difference.Provider, difference.Place.PaymentId, e);
            return difference;
        }
    }

    // Null: the books agree on it now.
    private async ValueTask<Difference?> Repair(Difference difference, CancellationToken cancel)
    {
        var gateway =
            gateways.Find(difference.Provider)
            ?? throw new InvalidOperationException($"'{difference.Provider}' has shown a book and is no provider.");
        if (!(await gateway.LookUp(difference.Place.PaymentId, cancel)).Is(out var said, out _))
        {
            return difference;
        }

        var known = await book.Find(difference.Place.PaymentId);
        if (known is null && Payment.Adopted(said, gateway.Name, book.NowMs) is { } adopted)
        {
            await book.Adopt(adopted);
        }
        else if (known is null || known.Provider != gateway.Name)
        {
            // Two providers with one payment: which of them is right, only people can say.
            return difference;
        }

        await book.Learn(said, tell: true, whole: true);
        var (isKnown, left) = await compare.LookAgain(difference.Place, gateway.Name, cancel);
        return isKnown ? left : difference;
    }

    private async ValueTask CloseWhatIsGone(CancellationToken cancel)
    {
        var noted = await book.Database.Read(sql =>
            DifferenceStore.List(sql, DifferenceState.Open, LedgerPlace.Start, DifferencesAtOnceMax)
        );
        foreach (var one in noted)
        {
            if (await compare.LookAgain(one.Place, one.Provider, cancel) is (true, null))
            {
                await book.Database.Write(
                    async tx =>
                    {
                        await DifferenceStore.Close(tx, one.Place, book.NowMs);
                        return true;
                    },
                    cancel
                );
            }
        }

        Volatile.Write(ref open, await book.Database.Read(DifferenceStore.Open));
    }

    private Task<bool> Note(FoundDifference difference) =>
        book.Database.Write(
            async tx =>
            {
                await DifferenceStore.Note(tx, difference);
                return true;
            },
            CancellationToken.None
        );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{Provider}' knew of a movement that the shop did not: {Kind} of payment {PaymentId}. It stands in the shop's book now."
    )]
    private static partial void LogRepaired(ILogger log, string provider, string paymentId, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "What '{Provider}' says of payment {PaymentId} could not be learned.")]
    private static partial void LogNotRepaired(ILogger log, string provider, string paymentId, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The shop's book and that of '{Provider}' disagree on {Kind} of payment {PaymentId}. Somebody must look: GET /api/payments/differences."
    )]
    private static partial void LogOpen(ILogger log, string provider, string paymentId, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "The books of payments could not be compared; the next pass follows.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
