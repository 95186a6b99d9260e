// Where mail goes, from the keys Mail:Smtp and Mail:From. A wrong value stops the start and says which line to change.
using Cartwright.Kernel;
using System.Net.Mail;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Notifications;

/// <summary>The SMTP server to hand mail to.</summary>
/// <param name="Encrypt">STARTTLS is demanded before anything else is said.</param>
public sealed record SmtpServer(string Host, int Port, bool Encrypt, string? User, string? Password);

/// <summary>How mail leaves.</summary>
/// <param name="Smtp">Null: the mailbox in the shop is where mail ends.</param>
/// <param name="From">The sender of all mail.</param>
public sealed record MailSettings(SmtpServer? Smtp, MailAddress From)
{
    private const string FromDefault = "Cartwright <orders@cartwright.example>";
    private const int ImplicitTlsPort = 465;

    /// <summary>Reads the two keys.</summary>
    /// <exception cref="ConfigurationRefused">One of them is wrong; the message has the line to change and never the password.</exception>
    public static MailSettings Read(IConfiguration configuration) => new(Server(configuration["Mail:Smtp"]), Sender(configuration["Mail:From"]));

    private static SmtpServer? Server(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0)
        {
            throw Wrong("it is not an address that begins with smtp:// or smtps:// and has a host");
        }

        if (uri.AbsolutePath is not ("" or "/") || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Wrong("something stands after the port; a '@', ':' or '/' in user or password must be written as %40, %3A or %2F");
        }

        var encrypt = uri.Scheme == "smtps";
        var port = uri.Port > 0 ? uri.Port : encrypt ? 587 : 25;
        if (port == ImplicitTlsPort)
        {
            throw Wrong("port 465 speaks TLS from the first byte, and Cartwright speaks STARTTLS; use the server's submission port 587 with smtps://");
        }

        if (uri.UserInfo.Length == 0)
        {
            return new(uri.Host, port, encrypt, null, null);
        }

        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0
            ? throw Wrong("a user needs a password, as user:password before the '@'")
            : new(uri.Host, port, encrypt, Uri.UnescapeDataString(uri.UserInfo[..colon]), Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
    }

    private static MailAddress Sender(string? text)
    {
        var wanted = string.IsNullOrWhiteSpace(text) ? FromDefault : text;
        // The parser takes 'a@b, c@d' for the address c@d with a name.
        return !wanted.Any(char.IsControl) && MailAddress.TryCreate(wanted, out var from) && MailText.IsAddress(from.Address) && !from.DisplayName.Contains('@', StringComparison.Ordinal)
            ? from
            : throw new ConfigurationRefused(
                $"Mail:From is not a sender. Write one address, with a name if you like: Mail:From={FromDefault} (environment: Mail__From).");
    }

    private static ConfigurationRefused Wrong(string why) => new(
        $"Mail:Smtp cannot be used: {why}. Write Mail:Smtp=smtp://[user:password@]host:port, or smtps:// to demand encryption (environment: Mail__Smtp), or leave it out to keep mail in the shop's mailbox only.");
}
