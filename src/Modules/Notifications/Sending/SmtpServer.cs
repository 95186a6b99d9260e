// The server that mail is handed to, as Mail:Smtp and Mail:Authority name it.
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit.Security;

namespace Cartwright.Notifications;

/// <summary>The SMTP server to hand mail to.</summary>
/// <param name="Tls">TLS from the first byte, by STARTTLS before anything else is said, or never.</param>
public sealed record SmtpServer(string Host, int Port, SecureSocketOptions Tls, string? User, string? Password)
{
    /// <summary>Whom TLS trusts instead of the machine's authorities.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    // The text of a record must not hold its secrets: it may end in a log.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Host = ").Append(Host).Append(", Port = ").Append(Port).Append(", Tls = ").Append(Tls);
        return true;
    }
}
