// Takes in what a provider tells by webhook: verified over the raw bytes, written down once, looked into afterwards.
using System.Diagnostics.Metrics;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>
/// The door for providers. A webhook is only ever a hint to look: what it says of money is not read, so that neither its order nor its
/// repetition can do harm. One that does not verify learns nothing but that: whether the provider, the payment or the id exists is not for
/// strangers. One that does is answered once it is written down, a payment that nobody knows included: it may be known in a moment, and
/// what never is stays to be seen by staff.
/// </summary>
public sealed class TakeWebhook(
    PaymentBook book,
    IReadOnlyDictionary<string, WebhookSignature> signatures,
    TimeProvider clock,
    Signal waiting
)
{
    /// <summary>A webhook that says 'look at this payment' needs a hundredth of it.</summary>
    public const int BodyBytesMax = 64 * 1024;

    private const int KindCharsMax = 100;

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
    public async ValueTask<Outcome<bool>> Run(string provider, WebhookHeaders headers, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (!signatures.TryGetValue(provider, out var signature) || !signature.Holds(headers, body.Span, clock.GetUtcNow()))
        {
            Refused.Add(1);
            return NotAccepted;
        }

        var (kind, paymentId) = Read(body);
        var webhook = new TakenWebhook(
            provider,
            headers.Id,
            kind,
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

    // A body that verifies and is not understood is written down all the same: the provider will not send it again.
    private static (string Kind, string? PaymentId) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax });
            var kind = Text(document.RootElement, "type") is { } type && MayBeKept(type, KindCharsMax) ? type : "unknown";
            var paymentId = document.RootElement.TryGetProperty("data", out var data) ? Text(data, "payment_id") : null;
            return (kind, paymentId is not null && MayBeKept(paymentId, AuthorizePayment.IdCharsMax) ? paymentId : null);
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            return ("unread", null);
        }
    }

    // Not every table can hold a NUL, and a provider that tells of a card by its number is not to be repeated.
    private static bool MayBeKept(string text, int charsMax) =>
        text.Length > 0 && text.Length <= charsMax && !text.Contains('\0', StringComparison.Ordinal) && !CardNumber.IsInId(text);

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
