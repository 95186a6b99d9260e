// Signatures of webhooks as Standard Webhooks has them: HMAC-SHA256 over id, time and the raw body, in base64.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>What comes with a webhook's body.</summary>
/// <param name="Id">The header webhook-id.</param>
/// <param name="Timestamp">The header webhook-timestamp: seconds since 1970.</param>
/// <param name="Signatures">The header webhook-signature: one or more of <c>v1,{base64}</c>, separated by blanks.</param>
public sealed record WebhookHeaders(string Id, string Timestamp, string Signatures)
{
    public const string IdName = "webhook-id";
    public const string TimeName = "webhook-timestamp";
    public const string SignatureName = "webhook-signature";

    /// <summary>The value of a header, empty for one that is none of the three.</summary>
    public string Of(string name) =>
        name switch
        {
            IdName => Id,
            TimeName => Timestamp,
            SignatureName => Signatures,
            _ => string.Empty,
        };
}

/// <summary>The secrets of one provider: two while they are changed, so that no webhook is lost.</summary>
public sealed class WebhookSignature(params IReadOnlyList<byte[]> secrets)
{
    /// <summary>How old, or how far ahead, a webhook's time may be.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // As many as a sender could have while it changes secrets, and a bound on the work that a stranger can make.
    private const int SignaturesMax = 8;
    private const int IdCharsMax = 200;
    private const int SecretBytesMin = 24;
    private const string Version = "v1,";
    private const string SecretPrefix = "whsec_";

    /// <summary>
    /// Reads a secret: base64, with or without <c>whsec_</c> before it. Throws <see cref="ConfigurationRefused"/> for one that can be
    /// guessed.
    /// </summary>
    public static byte[] Secret(string text, string key)
    {
        try
        {
            var bytes = Convert.FromBase64String(
                text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? text[SecretPrefix.Length..] : text
            );
            return bytes.Length >= SecretBytesMin
                ? bytes
                : throw new ConfigurationRefused(
                    $"{key} has {bytes.Length} bytes; a webhook secret needs at least {SecretBytesMin}. Make one: openssl rand -base64 32"
                );
        }
        catch (FormatException)
        {
            throw new ConfigurationRefused($"{key} is not base64. Make a webhook secret: openssl rand -base64 32");
        }
    }

    /// <summary>The headers that a sender puts beside a body.</summary>
    public WebhookHeaders Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new(id, seconds, Version + Convert.ToBase64String(Mac(secrets[0], id, seconds, body)));
    }

    /// <summary>
    /// Whether who sent the body has one of the secrets, and has signed it for this time. All comparisons take the same time whatever they
    /// find.
    /// </summary>
    public bool Holds(WebhookHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (
            headers.Id.Length is 0 or > IdCharsMax
            || headers.Id.Any(c => c is < '!' or > '~' or '.')
            || !long.TryParse(headers.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)seconds - now.ToUnixTimeSeconds()) > (decimal)Window.TotalSeconds
        )
        {
            return false;
        }

        var holds = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var signature in headers.Signatures.Split(' ', SignaturesMax + 1).Take(SignaturesMax))
        {
            if (
                !signature.StartsWith(Version, StringComparison.Ordinal)
                || !Convert.TryFromBase64String(signature[Version.Length..], given, out var length)
                || length != given.Length
            )
            {
                continue;
            }

            foreach (var secret in secrets)
            {
                holds |= CryptographicOperations.FixedTimeEquals(given, Mac(secret, headers.Id, headers.Timestamp, body));
            }
        }

        return holds;
    }

    private static byte[] Mac(byte[] secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        mac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
