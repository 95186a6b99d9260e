// Stripe's webhooks: signed over time and raw body, and read only for which payment to look at.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts.Ports;

namespace Cartwright.Stripe;

/// <summary>
/// Header Stripe-Signature: <c>t={seconds},v1={hex},…</c>, where hex is HMAC-SHA256 of <c>{t}.{body}</c> under the endpoint's secret. Two
/// v1 come while a secret is rolled. Source: https://docs.stripe.com/webhooks#verify-manually
/// </summary>
internal sealed class StripeWebhooks(StripeSettings settings, IProviderBook book) : IWebhookReader
{
    /// <summary>How old, or how far ahead, a webhook's time may be.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // As many as a sender could have while it rolls secrets, and a bound on the work that a stranger can make.
    private const int PartsMax = 16;
    private const int HeaderCharsMax = 2_000;
    private const int JsonDepthMax = 64;

    /// <inheritdoc/>
    public string Provider => StripeSettings.Provider;

    /// <inheritdoc/>
    public async ValueTask<ToldByWebhook?> Read(Func<string, string> header, ReadOnlyMemory<byte> body, DateTimeOffset now) =>
        Holds(header("Stripe-Signature"), body.Span, now) ? await Told(body) : null;

    /// <summary>Whether who sent the body has the secret, and has signed it for this time.</summary>
    internal bool Holds(string signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (signature.Length is 0 or > HeaderCharsMax)
        {
            return false;
        }

        var parts = signature.Split(',', PartsMax + 1).Take(PartsMax).Select(part => part.Trim().Split('=', 2)).ToList();
        var times = parts.Where(part => part[0] == "t" && part.Length == 2).Select(part => part[1]).ToList();
        if (
            times is not [var time]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)Window.TotalSeconds
        )
        {
            return false;
        }

        var mac = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(settings.WebhookSecret, time, body)));
        var holds = false;
        foreach (var given in parts.Where(part => part[0] == "v1" && part.Length == 2))
        {
            holds |= CryptographicOperations.FixedTimeEquals(mac, Encoding.UTF8.GetBytes(given[1]));
        }

        return holds;
    }

    private static byte[] Mac(string secret, string time, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.UTF8.GetBytes(time + "."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }

    private async ValueTask<ToldByWebhook?> Told(ReadOnlyMemory<byte> body)
    {
        string id;
        string kind;
        string? intent;
        string? named;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonDepthMax });
            var root = document.RootElement;
            (id, kind) = (Text(root, "id") ?? string.Empty, Text(root, "type") ?? "unknown");
            var about = Member(Member(root, "data"), "object");

            // An event of the other mode speaks of no money of this shop.
            var isOurs = Member(root, "livemode").ValueKind == (settings.IsLive ? JsonValueKind.True : JsonValueKind.False);
            intent =
                !isOurs ? null
                : Text(about, "object") == "payment_intent" ? Text(about, "id")
                : Text(about, "payment_intent") ?? Text(Member(about, "payment_intent"), "id");
            named = isOurs ? Text(Member(about, "metadata"), "payment_id") : null;
        }
        catch (JsonException)
        {
            // What verifies and is not understood is written down all the same, under a name of its own.
            return new(Convert.ToHexStringLower(SHA256.HashData(body.Span)), "unread", null);
        }

        var known = intent is null ? null : await book.FindByReference(intent);
        return new(id.Length == 0 ? Convert.ToHexStringLower(SHA256.HashData(body.Span)) : id, kind, known?.PaymentId ?? named);
    }

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
