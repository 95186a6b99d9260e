// Holds what providers outside of the shop say of payouts against the books: what they know better is learned, the rest is told.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>As payments are compared: page by page through the port, and one by one before anything is called a difference.</summary>
public sealed partial class CompareTransfers(
    PayoutTransferStore store,
    PayoutDesk desk,
    [Steady] TimeProvider clock,
    ILogger<CompareTransfers> log
)
{
    /// <summary>Transfers that are looked at, the newest first.</summary>
    public const int RowsMax = 1_000;

    private const int PagesMax = 100;

    // A vendor's bank sends money back within weeks, and a reversal comes within the time for disputes.
    private static readonly TimeSpan Period = TimeSpan.FromDays(120);

    // The provider's clock may be ahead of the shop's.
    private const long Ahead = 24 * 3_600 * 1_000L;

    // Longer than any outage that mends itself.
    private static readonly TimeSpan OpenMax = TimeSpan.FromHours(1);

    /// <summary>Everything that differs now, after what was learned.</summary>
    public async ValueTask<IReadOnlyList<PayoutDifference>> Run(CancellationToken cancel)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var fromMs = nowMs - (long)Period.TotalMilliseconds;
        var found = new List<PayoutDifference>();
        var rows = (await store.List(null, RowsMax)).Where(row => row.CreatedMs >= fromMs).ToList();
        var names = rows.Select(row => row.Provider).Append(desk.Chosen.Name).Distinct(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (desk.Named(name) is not { } provider)
            {
                found.Add(new(null, null, $"{name} is not configured any more, and its payouts cannot be compared."));
            }
            else if (provider.Can.IsOnline)
            {
                found.AddRange(await Of(provider, [.. rows.Where(row => row.Provider == name)], fromMs, nowMs, cancel));
            }
        }

        return found;
    }

    private async ValueTask<List<PayoutDifference>> Of(
        IPayouts provider,
        IReadOnlyList<PayoutTransfer> rows,
        long fromMs,
        long nowMs,
        CancellationToken cancel
    )
    {
        var found = new List<PayoutDifference>();
        if (await All(provider, new() { FromUnixMs = fromMs, BeforeUnixMs = nowMs + Ahead }, cancel) is not { } said)
        {
            return found;
        }

        var known = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var truth in said.Values)
        {
            if (!known.TryGetValue(truth.PayoutId, out var row))
            {
                // The books may be older than the period that was read of them.
                row = await store.Get(truth.PayoutId);
            }

            if (row is null)
            {
                found.Add(new(null, truth.PayoutId, $"{provider.Name} has paid it ({truth.Reference}), and the books know nothing of it."));
            }
            else if (row.Status != PayoutTransfer.Paid || truth.ReturnedMinor > row.Returned)
            {
                known[row.Id] = await store.Settle(row.Id, truth, null, nowMs, nowMs);
            }
        }

        var booked = await store.Booked([.. known.Keys]);
        foreach (var row in known.Values)
        {
            var truth = said.GetValueOrDefault(row.Id);
            if (truth is null && row.Status == PayoutTransfer.Paid)
            {
                truth = (await provider.LookUp(row.Id, cancel)) is { Refused: null, Value: var looked } ? looked : null;
                if (truth is null)
                {
                    continue;
                }
            }

            if (WhatDiffers(provider.Name, row, truth, booked.GetValueOrDefault(row.Id), nowMs) is { } what)
            {
                found.Add(new(null, row.Id, what));
            }
        }

        return found;
    }

    private static string? WhatDiffers(
        string provider,
        PayoutTransfer row,
        PayoutTruth? truth,
        (long Paid, long Returned) booked,
        long nowMs
    ) =>
        row.Status == PayoutTransfer.Asked
            ? nowMs - row.CreatedMs > OpenMax.TotalMilliseconds || (truth is not null && !truth.IsOf(row.Order))
                ? $"What became of it is not known: {row.Reason ?? "nobody has answered"}"
                : null
            : row.Status == PayoutTransfer.Refused
                ? (booked.Paid == 0 ? null : "It was refused, and the vendor's ledger has it.")
                : truth is null or { State: PayoutState.None }
                    ? $"The books say that it was paid, and {provider} knows nothing of it."
                    : !truth.IsOf(row.Order)
                        ? $"{provider} has paid another amount, or to another account ({truth.Reference})."
                        : truth.ReturnedMinor != row.Returned
                            ? $"Of it {provider} has taken back another amount than the books."
                            : booked.Paid != row.Amount || booked.Returned != row.Returned
                                ? "The vendor's ledger has another amount."
                                : null;

    // Null where the provider does not answer: nothing can be compared then, and nothing differs.
    private async ValueTask<Dictionary<string, PayoutTruth>?> All(IPayouts provider, PayoutPeriod period, CancellationToken cancel)
    {
        var said = new Dictionary<string, PayoutTruth>(StringComparer.Ordinal);
        for (var pages = 0; pages < PagesMax; pages++)
        {
            if (!(await provider.List(period, cancel)).Is(out var page, out var refused))
            {
                LogAway(log, provider.Name, refused.Code);
                return null;
            }

            foreach (var truth in page.Payouts)
            {
                said.TryAdd(truth.PayoutId, truth);
            }

            if (page.Next.Length == 0)
            {
                break;
            }

            period.After = page.Next;
        }

        return said;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Payouts by {Provider} could not be compared ({Code}); the next hour tries again.")]
    private static partial void LogAway(ILogger log, string provider, string code);
}
