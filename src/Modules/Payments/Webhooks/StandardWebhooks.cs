// Webhooks as Standard Webhooks has them, of a provider that tells in our own few words which payment to look at.
using System.Text.Json;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>Body: <c>{"type": "payment.updated", "data": {"payment_id": "…"}}</c>.</summary>
public sealed class StandardWebhooks(string provider, WebhookSignature signature) : IWebhookReader
{
    /// <inheritdoc/>
    public string Provider => provider;

    /// <inheritdoc/>
    public ValueTask<ToldByWebhook?> Read(Func<string, string> header, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var headers = new WebhookHeaders(
            header(WebhookHeaders.IdName),
            header(WebhookHeaders.TimeName),
            header(WebhookHeaders.SignatureName)
        );
        return ValueTask.FromResult(signature.Holds(headers, body.Span, now) ? Told(headers.Id, body) : null);
    }

    // A body that verifies and is not understood is written down all the same: the provider will not send it again.
    private static ToldByWebhook Told(string id, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax });
            return new(
                id,
                Text(document.RootElement, "type") ?? "unknown",
                document.RootElement.TryGetProperty("data", out var data) ? Text(data, "payment_id") : null
            );
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            return new(id, "unread", null);
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
