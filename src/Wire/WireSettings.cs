// What calls between processes need to know: the shared secret, how patient a call is, whom TLS trusts. Read once, refused with the line to
// change.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Wire;

/// <summary>Settings of inner calls, the same for every module.</summary>
/// <param name="Token">The secret between services, sent with every call.</param>
/// <param name="OtherToken">
/// Accepted as well, never sent. To change the secret without a gap: give the new one to every process as the other; then swap the two
/// everywhere; then remove the old.
/// </param>
public sealed record WireSettings(string Token, string? OtherToken = null)
{
    /// <summary>Characters of the secret: 256 bits in hexadecimal have 64, in base64 44.</summary>
    public const int TokenCharsMin = 32;

    /// <summary>The deadline of a call with all its tries: well above the slowest healthy call, well below a shopper's patience.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may take to open: the network is near.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Tries of one call, the first included.</summary>
    public int TriesMax { get; init; } = 3;

    /// <summary>The pause before the second try, doubled for each further one, each between half and all of it.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Whom https trusts instead of the machine's authorities.</summary>
    public X509Certificate2? Authority { get; init; }

    /// <summary>What the inner port shows when it speaks TLS; null: cleartext.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["Service:Token", "Service:OtherToken", "Wire:Port", "Wire:Timeout", "Wire:Authority", "Wire:Certificate", "Wire:CertificateKey"];

    /// <summary>
    /// Reads <c>Service:Token</c>, <c>Service:OtherToken</c>, <c>Wire:Timeout</c> (a time span), <c>Wire:Authority</c>,
    /// <c>Wire:Certificate</c> and <c>Wire:CertificateKey</c> (PEM files). Throws <see cref="ConfigurationRefused"/>.
    /// </summary>
    public static WireSettings Read(IConfiguration configuration)
    {
        var settings = new WireSettings(
            Secret(
                "Service:Token",
                configuration["Service:Token"] is { Length: > 0 } token
                    ? token
                    : throw new ConfigurationRefused(
                        "Modules in different processes need a shared secret. Make one (openssl rand -hex 32) and give it to every process: Service:Token=<secret>"
                    )
            ),
            configuration["Service:OtherToken"] is { Length: > 0 } other ? Secret("Service:OtherToken", other) : null
        );
        var timeout = settings.Timeout;
        if (
            configuration["Wire:Timeout"] is { Length: > 0 } text
            && (
                !TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out timeout)
                || timeout <= TimeSpan.Zero
                || timeout > Limits.WireTimeoutMax
            )
        )
        {
            throw new ConfigurationRefused(
                $"Wire:Timeout={text} is no time span above zero and at most an hour. Use, for five seconds: Wire:Timeout=00:00:05"
            );
        }

        return settings with
        {
            Timeout = timeout,
            Authority = AuthorityOf(configuration),
            Certificate = CertificateOf(configuration),
        };
    }

    /// <summary>
    /// For a process without an inner port: a file that is named and not there is refused there too, before it is needed.
    /// </summary>
    public static void CheckFiles(IConfiguration configuration)
    {
        AuthorityOf(configuration)?.Dispose();
        CertificateOf(configuration)?.Dispose();
    }

    private static X509Certificate2? AuthorityOf(IConfiguration configuration) =>
        configuration["Wire:Authority"] is { Length: > 0 } authority
            ? Pem("Wire:Authority", authority, () => X509CertificateLoader.LoadCertificateFromFile(authority))
            : null;

    private static X509Certificate2? CertificateOf(IConfiguration configuration) =>
        configuration["Wire:Certificate"] is { Length: > 0 } certificate
            ? Pem(
                "Wire:Certificate",
                certificate,
                () => X509Certificate2.CreateFromPemFile(certificate, configuration["Wire:CertificateKey"])
            )
            : null;

    // The text of a record must not hold its secrets: it may end in a log.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Timeout = ").Append(Timeout);
        return true;
    }

    private static string Secret(string key, string value) =>
        value.Length >= TokenCharsMin && value.All(c => c is > ' ' and < '\x7f')
            ? value
            : throw new ConfigurationRefused(
                $"{key} has less than {TokenCharsMin} characters, or others than visible ASCII. Make one: openssl rand -hex 32"
            );

    private static X509Certificate2 Pem(string key, string path, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefused($"{key}={path} cannot be read as PEM: {e.Message}");
        }
    }
}
