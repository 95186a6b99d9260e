// Takes in what a provider tells by webhook: verified over the raw bytes, written down once, looked into afterwards.
using System.Diagnostics.Metrics;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>
/// The door for providers. A webhook is only ever a hint to look: what it says of money is not read, so that neither its order nor its
/// repetition can do harm. One that does not verify learns nothing but that: whether the provider, the payment or the id exists is not for
/// strangers. One that does is answered once it is written down, a payment that nobody knows included: it may be known in a moment, and
/// what never is stays to be seen by staff.
/// </summary>
public sealed class TakeWebhook(PaymentBook book, IEnumerable<IWebhookReader> readers, TimeProvider clock, Signal waiting)
{
    /// <summary>A webhook that says 'look at this payment' needs a hundredth of it.</summary>
    public const int BodyBytesMax = 64 * 1024;

    private const int KindCharsMax = 100;

    private readonly Dictionary<string, IWebhookReader> readers = readers.ToDictionary(one => one.Provider, StringComparer.Ordinal);

    private static readonly Refusal NotAccepted = new(
        RefusalKind.Unauthenticated,
        "webhook_not_accepted",
        "The webhook's signature or time does not hold."
    );

    private static readonly Counter<long> Refused = Telemetry.Meter.CreateCounter<long>(
        "cartwright.payment.webhooks.refused",
        "{webhook}",
        "Webhooks whose signature or time did not hold."
    );

    private static readonly Counter<long> Taken = Telemetry.Meter.CreateCounter<long>(
        "cartwright.payment.webhooks.taken",
        "{webhook}",
        "Webhooks that were written down, repeated ones not counted."
    );

    /// <summary>True when it is new, false when its id has come before. Refused with <c>webhook_not_accepted</c>.</summary>
    /// <param name="header">The value of a header, empty when it was not sent.</param>
    public async ValueTask<Outcome<bool>> Run(
        string provider,
        Func<string, string> header,
        ReadOnlyMemory<byte> body,
        CancellationToken cancel
    )
    {
        if (
            !readers.TryGetValue(provider, out var reader)
            || await reader.Read(header, body, clock.GetUtcNow()) is not { } told
            || !MayBeKept(told.Id, AuthorizePayment.IdCharsMax)
        )
        {
            Refused.Add(1);
            return NotAccepted;
        }

        var paymentId = told.PaymentId is { } named && MayBeKept(named, AuthorizePayment.IdCharsMax) ? named : null;
        var webhook = new TakenWebhook(
            provider,
            told.Id,
            MayBeKept(told.Kind, KindCharsMax) ? told.Kind : "unknown",
            paymentId,
            book.NowMs,
            0,
            paymentId is null ? LookIntoWebhooks.NamesNothing : null
        );
        var isNew = await book.Database.Write(
            async tx =>
            {
                tx.OnCommitted(waiting.Raise);
                return await WebhookStore.Add(tx, webhook);
            },
            cancel
        );
        Taken.Add(isNew ? 1 : 0);
        return isNew;
    }

    // Not every table can hold a NUL, and a provider that tells of a card by its number is not to be repeated.
    private static bool MayBeKept(string text, int charsMax) =>
        text.Length > 0 && text.Length <= charsMax && !text.Contains('\0', StringComparison.Ordinal) && !CardNumber.IsInId(text);
}
