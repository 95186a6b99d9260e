// Stripe's statement: its balance transactions, read page by page and kept by payment, so that the books can be laid side by side.
using System.Globalization;
using Cartwright.Contracts.Ports;
using Microsoft.Extensions.Logging;
using Stripe;
using Charge = Stripe.Charge;

namespace Cartwright.Stripe;

/// <summary>
/// Stripe lists by time and the comparison reads by payment: so what is new is copied into the provider's book first. The copy saves a call
/// a payment and decides nothing: what differs is looked up at Stripe before it is called a difference.
/// </summary>
internal sealed partial class StripeStatement(StripeCalls calls, IProviderBook book, TimeProvider clock, ILogger<StripeStatement> log)
{
    // 20,000 movements; what is older is found payment by payment.
    private const int PagesMax = 200;

    // A first reading goes no further back: a shop that begins has nothing there, and one that comes back looks up what it lacks.
    private static readonly TimeSpan FirstReading = TimeSpan.FromDays(30);

    // Transactions appear in the order of their seconds, but not to the second.
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>Reads what is new since the last reading.</summary>
    public async Task Read(CancellationToken cancel)
    {
        var until = await book.ReadUntil();
        var since =
            until.Length == 0 ? clock.GetUtcNow() - FirstReading : DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) - Overlap;
        var (entries, gone) = (new List<LedgerEntry>(), new List<LedgerPlace>());
        DateTime? newest = null;
        string? after = null;
        for (var page = 0; ; page++)
        {
            var read = await calls.Transactions(since.UtcDateTime, after, cancel);
            foreach (var transaction in read.Data)
            {
                newest ??= transaction.Created;
                await Add(transaction, entries, gone, cancel);
            }

            if (!read.HasMore || read.Data.Count == 0)
            {
                break;
            }

            after = read.Data[^1].Id;
            if (page == PagesMax)
            {
                LogLong(log, PagesMax);
                break;
            }
        }

        await book.Note(
            entries,
            gone,
            newest is { } to
                ? new DateTimeOffset(DateTime.SpecifyKind(to, DateTimeKind.Utc)).ToString("O", CultureInfo.InvariantCulture)
                : null,
            cancel
        );
    }

    /// <summary>Keeps what makes no balance transaction: amounts that were held, and let go.</summary>
    public async Task Keep(GatewayPayment said, CancellationToken cancel)
    {
        var held = said.Entries.Where(entry => entry.Kind is LedgerKind.Authorized or LedgerKind.Released).ToList();
        if (held.Count == 0)
        {
            return;
        }

        var there = await book.Statement(new LedgerPlace(said.PaymentId, string.Empty, string.Empty), said.Entries.Count + 2);
        var missing = held.Where(entry => !there.Any(known => known.Place == entry.Place)).ToList();
        if (missing.Count > 0)
        {
            await book.Note(missing, [], null, cancel);
        }
    }

    private async Task Add(BalanceTransaction transaction, List<LedgerEntry> entries, List<LedgerPlace> gone, CancellationToken cancel)
    {
        switch (transaction.Source)
        {
            case Charge { PaymentIntentId: { } intentId } charge when await book.FindByReference(intentId) is { } payment:
                // In how many captures a hold was taken, and whether its rest was let go, stands on the intent alone.
                entries.AddRange(
                    payment.TakesAtOnce
                        ? StripeTruth.OfCharge(payment, charge)
                        : StripeTruth.Of(payment, await calls.Get(intentId, cancel), [], [], TimeSpan.Zero).Entries
                );
                break;
            case Refund { PaymentIntentId: { } intentId } refund when await book.FindByReference(intentId) is { } payment:
                if (refund.Status is "failed" or "canceled")
                {
                    gone.Add(new(payment.PaymentId, LedgerKind.Refunded, StripeTruth.RefundId(refund)));
                }
                else
                {
                    entries.AddRange(StripeTruth.OfRefunds(payment, [refund]));
                }

                break;
            default:
                // Fees, payouts, disputes, and what other programs do with the same account.
                break;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Stripe's statement has more than {Pages} new pages; what is older is compared payment by payment."
    )]
    private static partial void LogLong(ILogger log, int pages);
}
