// Closes the months that have ended, whoever looks at them or not, and writes their papers as soon as all that they need is known.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// Looks every hour. Every process that runs Ordering does: of two who close a month at once one waits for the other, and finds it closed.
/// A shop that was off for months makes what is missing, month by month.
/// </summary>
public sealed partial class CloseMonths(
    StatementBook book,
    StatementPapers papers,
    TraderStore traders,
    TraderDesk desk,
    [Steady] TimeProvider clock,
    ILogger<CloseMonths> log
) : BackgroundService
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>One round; answers how many statements and papers were made.</summary>
    public async Task<(int Statements, int Papers)> Round(CancellationToken cancel)
    {
        var statements = await Close(cancel);
        await LookUp(cancel);
        return (statements, await Write(cancel));
    }

    private async Task<int> Close(CancellationToken cancel)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var lastEnded = book.LastEnded(nowMs);
        var made = 0;
        var after = string.Empty;
        for (var more = true; more; )
        {
            var vendors = await book.Open(lastEnded, after, AtOnce);
            foreach (var vendorId in vendors)
            {
                try
                {
                    while (!cancel.IsCancellationRequested && await book.CloseNext(vendorId, lastEnded, nowMs) is { } statement)
                    {
                        made++;
                        LogClosed(log, statement.Number, statement.Content.Month, vendorId);
                    }
                }
                catch (Exception failure) when (IsOfOneVendor(failure))
                {
                    LogOfVendor(log, vendorId, failure);
                }

                cancel.ThrowIfCancellationRequested();
            }

            more = vendors.Count == AtOnce;
            after = vendors.Count == 0 ? after : vendors[^1];
        }

        return made;
    }

    // A number that nobody could look up is looked up again: papers wait for it.
    private async Task LookUp(CancellationToken cancel)
    {
        var after = string.Empty;
        for (var more = true; more; )
        {
            var some = await traders.Unchecked(after, AtOnce);
            foreach (var kept in some)
            {
                await desk.LookUpAgain(kept, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel);
            }

            more = some.Count > 0;
            after = more ? some[^1].VendorId : after;
        }
    }

    private async Task<int> Write(CancellationToken cancel)
    {
        var written = 0;
        var after = (VendorId: string.Empty, Month: string.Empty);
        for (var more = true; more; )
        {
            var due = await papers.Due(after, AtOnce);
            foreach (var (vendorId, month) in due)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    if ((await papers.Write(vendorId, month, clock.GetUtcNow().ToUnixTimeMilliseconds())).Is(out var some, out var refused))
                    {
                        written += some;
                    }
                    else
                    {
                        LogRefused(log, month, vendorId, refused.Detail);
                    }
                }
                catch (Exception failure) when (IsOfOneVendor(failure))
                {
                    LogOfVendor(log, vendorId, failure);
                }
            }

            more = due.Count == AtOnce;
            after = due.Count == 0 ? after : due[^1];
        }

        return written;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // What cannot be read or added up of one vendor keeps no other vendor waiting; a database that is away is everybody's.
    private static bool IsOfOneVendor(Exception failure) => failure is not (OperationCanceledException or StorageUnavailable or Overloaded);

    [LoggerMessage(Level = LogLevel.Error, Message = "The months of the vendor {VendorId} could not be closed; the next hour tries again.")]
    private static partial void LogOfVendor(ILogger log, string vendorId, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The statement {Number} closes {Month} of the vendor {VendorId}.")]
    private static partial void LogClosed(ILogger log, string number, string month, string vendorId);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The papers of {Month} of the vendor {VendorId} cannot be written: {Why}. They are tried again every hour."
    )]
    private static partial void LogRefused(ILogger log, string month, string vendorId, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Closing months of vendors failed; the next hour tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
