// A private mail server: npm's smtp-server, with a certificate made for this run by an authority made for this run.
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Cartwright.Servers;

/// <summary>One mail that the server took.</summary>
/// <param name="Session">The connection it came over.</param>
/// <param name="Secure">Whether it came over TLS.</param>
/// <param name="User">Who had signed in.</param>
/// <param name="Utf8">Whether the client asked for SMTPUTF8.</param>
/// <param name="Text">The message as it came.</param>
public sealed record TakenMail(string Session, bool Secure, string? User, string From, IReadOnlyList<string> To, bool Utf8, string Text);

/// <summary>A mail server of the tests' own.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private MailServer(ServerProcess process) => Process = process;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    public int Port => Process.Port;

    /// <summary>The authority that signed its certificate, in PEM.</summary>
    public string Authority => Path.Combine(Process.Folder, "ca.pem");

    /// <summary>Starts it: less than a second.</summary>
    /// <param name="tls">none, starttls or implicit.</param>
    /// <param name="login">user:password, or null: everyone may send.</param>
    /// <param name="certificateFor">The name or address in its certificate.</param>
    /// <param name="options">As server.mjs has them.</param>
    public static async Task<MailServer> Start(
        string tls,
        string? login = null,
        string certificateFor = "localhost",
        params string[] options
    )
    {
        var script = Script();
        return new MailServer(
            await ServerProcess.Start(
                new ServerProgram(
                    "smtp-server",
                    "node",
                    "https://nodejs.org",
                    (folder, port) => [script, port.ToString(CultureInfo.InvariantCulture), folder, tls, login ?? string.Empty, .. options]
                )
                {
                    Prepare = folder => Certify(folder, certificateFor),
                }
            )
        );
    }

    /// <summary>What it took so far, in order: a mail is here before its sender hears so.</summary>
    public IReadOnlyList<TakenMail> Taken() =>
        [
            .. Directory
                .GetFiles(Path.Combine(Process.Folder, "taken"), "*.eml")
                .Order(StringComparer.Ordinal)
                .Select(file =>
                {
                    var about = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(file, ".json")))!;
                    return new TakenMail(
                        (string)about["session"]!,
                        (bool)about["secure"]!,
                        (string?)about["user"],
                        (string)about["from"]!,
                        [.. about["to"]!.AsArray().Select(to => (string)to!)],
                        (bool)about["utf8"]!,
                        File.ReadAllText(file)
                    );
                }),
        ];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static async Task Certify(string folder, string name)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Cartwright test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var authority = request.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        own.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        own.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        own.CertificateExtensions.Add(names.Build());
        using var certificate = own.Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    // Installed beside its lock file, not beside the built tests.
    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "tests", "Servers", "smtp");
            if (Directory.Exists(packages))
            {
                return Directory.Exists(Path.Combine(packages, "node_modules", "smtp-server"))
                    ? Path.Combine(packages, "server.mjs")
                    : throw new FileNotFoundException($"The mail server of the tests is missing. Install it: npm ci --prefix {packages}");
            }
        }

        throw new DirectoryNotFoundException($"There is no tests/Servers/smtp above {AppContext.BaseDirectory}.");
    }
}
