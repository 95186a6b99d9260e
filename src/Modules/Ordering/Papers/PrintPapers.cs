// Prints papers, a few at a time: printing is work for the processor, and nobody may have all of it.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>Papers as PDF. The same paper is the same file, for ever.</summary>
/// <param name="printer">Null where the process has none.</param>
public sealed partial class PrintPapers(ILogger<PrintPapers> log, IPaperPrinter? printer = null)
{
    /// <summary>At once: less than the processors of a small machine, which has two, so that orders go on.</summary>
    private const int AtOnceMax = 1;

    /// <summary>Waiting for their turn: a second's work.</summary>
    private const int WaitingMax = 128;

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim places = new(AtOnceMax, AtOnceMax);
    private int waiting;

    /// <summary>
    /// Refused with <c>pdf_unavailable</c> where the process cannot print, and with <c>busy</c> where too many want it at once.
    /// </summary>
    public async ValueTask<Outcome<byte[]>> Pdf(string number, PaperSheet sheet, CancellationToken cancel)
    {
        if (printer is null)
        {
            return Refusal.Unavailable(
                "pdf_unavailable",
                "This shop was built without the fonts of its papers and prints none. The paper can be had as XML: format=xml.",
                retryAfterSeconds: 3_600
            );
        }

        if (Interlocked.Increment(ref waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref waiting);
            return Busy;
        }

        try
        {
            if (!await places.WaitAsync(WaitMax, cancel))
            {
                return Busy;
            }

            try
            {
                var printed = printer.Print(sheet);
                if (printed.Missing.Count > 0)
                {
                    LogMissing(log, number, string.Join(' ', printed.Missing));
                }

                return printed.Pdf;
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static Refusal Busy { get; } =
        Refusal.Unavailable("busy", "Many papers are being printed. Repeat in a second.", retryAfterSeconds: 1);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No font has these characters of the paper {Number}, and marks stand in their place: {Missing}. Put a font that has them into Papers:Fonts."
    )]
    private static partial void LogMissing(ILogger log, string number, string missing);
}
