// Where mail goes, and whom staff mail is to, from the keys Mail:*. A wrong value stops the start and says which line to change.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cartwright.Kernel;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace Cartwright.Notifications;

/// <summary>How mail leaves.</summary>
/// <param name="Smtp">Null: the mailbox in the shop is where mail ends.</param>
/// <param name="From">The sender of all mail, unless the owner has set another in the admin.</param>
public sealed record MailSettings(SmtpServer? Smtp, MailboxAddress From)
{
    private const string FromDefault = "Cartwright <orders@cartwright.example>";

    /// <summary>Whether <c>Mail:From</c> is said; without it the shop's own name stands before the address.</summary>
    public bool FromIsSaid { get; init; } = true;

    /// <summary>Who is told that a product runs low; null: nobody.</summary>
    public string? LowStock { get; init; }

    private const int RelayPort = 25;
    private const int SubmissionPort = 587;

    /// <summary>What stands behind the '@' of Message-IDs: the sender's domain in the spelling that every server takes.</summary>
    public string MessageIdDomain => MailboxAddress.EncodeAddrspec(From.Address).Split('@')[^1];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Mail:Smtp", "Mail:Authority", "Mail:From", "Mail:LowStock"];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="ConfigurationRefused">One of them is wrong; the message has the line to change and never the password.</exception>
    public static MailSettings Read(IConfiguration configuration) =>
        new(Server(configuration["Mail:Smtp"], Authorities(configuration["Mail:Authority"])), Sender(configuration["Mail:From"]))
        {
            FromIsSaid = !string.IsNullOrWhiteSpace(configuration["Mail:From"]),
            LowStock = Staff(configuration["Mail:LowStock"]),
        };

    private static SmtpServer? Server(string? text, X509Certificate2Collection? authorities)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return authorities is null
                ? null
                : throw new ConfigurationRefused(
                    "Mail:Authority says whom the mail server's certificate may be from, and there is no mail server. "
                        + "Add Mail:Smtp=smtps://host:port, or take Mail:Authority out."
                );
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0)
        {
            throw Wrong("it is not an address that begins with smtp:// or smtps:// and has a host");
        }

        if (uri.AbsolutePath is not ("" or "/") || uri.Fragment.Length > 0)
        {
            throw Wrong(
                "something stands after the port; "
                    + "a '@', ':', '/', '?' or '#' in user or password must be written as %40, %3A, %2F, %3F or %23"
            );
        }

        var demanded = uri.Scheme == "smtps";
        var port =
            uri.Port > 0 ? uri.Port
            : demanded ? SubmissionPort
            : RelayPort;
        var server = new SmtpServer(uri.IdnHost, port, Tls(uri, demanded, port), null, null) { Authorities = authorities };
        if (authorities is not null && server.Tls == SecureSocketOptions.None)
        {
            throw Wrong(
                "Mail:Authority says whom the server's certificate may be from, and without TLS there is none: "
                    + "write smtps://, or take Mail:Authority out"
            );
        }

        if (uri.UserInfo.Length == 0)
        {
            return server;
        }

        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0
            ? throw Wrong("a user needs a password, as user:password before the '@'")
            : server with
            {
                User = Uri.UnescapeDataString(uri.UserInfo[..colon]),
                Password = Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]),
            };
    }

    // smtps:// on the two ports whose protocol begins in clear means STARTTLS, elsewhere TLS from the first byte (RFC 3207, 8314).
    // smtp:// means STARTTLS too, unless the server is this machine: nobody's mail or password crosses a network in clear because a letter
    // was forgotten.
    private static SecureSocketOptions Tls(Uri uri, bool demanded, int port) =>
        uri.Query switch
        {
            "" => demanded && port is not (RelayPort or SubmissionPort) ? SecureSocketOptions.SslOnConnect
            : demanded || !IsThisMachine(uri.IdnHost) ? SecureSocketOptions.StartTls
            : SecureSocketOptions.None,
            "?tls=implicit" => SecureSocketOptions.SslOnConnect,
            "?tls=starttls" => SecureSocketOptions.StartTls,
            "?tls=none" when !demanded => SecureSocketOptions.None,
            "?tls=none" => throw Wrong(
                "smtps:// demands TLS and ?tls=none forgoes it: write smtp:// with ?tls=none, if mail may cross the network in clear"
            ),
            _ => throw Wrong(
                "behind the port only ?tls=implicit, ?tls=starttls or ?tls=none may stand; a '?' in user or password must be written as %3F"
            ),
        };

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static X509Certificate2Collection? Authorities(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return null;
        }

        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPemFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationRefused(
                $"Mail:Authority={path} cannot be read: {unreadable.Message} "
                    + "Use a file of certificates in PEM: Mail:Authority=/path/to/ca.pem"
            );
        }

        return found.Count > 0
            ? found
            : throw new ConfigurationRefused(
                $"Mail:Authority={path} holds no certificate. "
                    + "Use a file that has '-----BEGIN CERTIFICATE-----' in it: Mail:Authority=/path/to/ca.pem"
            );
    }

    private static MailboxAddress Sender(string? text)
    {
        var wanted = string.IsNullOrWhiteSpace(text) ? FromDefault : text;
        return
            !wanted.Any(char.IsControl)
            && MailboxAddress.TryParse(wanted, out var from)
            && MailText.IsAddress(from.Address)
            && !(from.Name ?? string.Empty).Contains('@', StringComparison.Ordinal)
            ? from
            : throw new ConfigurationRefused(
                $"Mail:From is not a sender. Write one address, with a name if you like: Mail:From={FromDefault} (environment: Mail__From)."
            );
    }

    private static string? Staff(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : MailText.IsAddress(text.Trim()) ? text.Trim()
        : throw new ConfigurationRefused(
            $"Mail:LowStock={text} is not an address. Write one address of whoever orders goods: Mail:LowStock=stock@example.com, or leave it out: nobody is told then."
        );

    private static ConfigurationRefused Wrong(string why) =>
        new(
            $"Mail:Smtp cannot be used: {why}. Write Mail:Smtp=smtp://[user:password@]host:port, "
                + "or smtps:// for TLS (from the first byte, and by STARTTLS on ports 25 and 587; "
                + "?tls=implicit, ?tls=starttls or ?tls=none behind the port says otherwise; environment: Mail__Smtp), "
                + "or leave it out to keep mail in the shop's mailbox only."
        );
}
