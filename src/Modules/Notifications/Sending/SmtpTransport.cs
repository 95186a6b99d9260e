// Hands mail to an SMTP server by MailKit: many mails over one connection, TLS unless it was said otherwise.
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Cartwright.Notifications;

/// <summary>Keeps its connection from mail to mail until <see cref="Rest"/>; used by one sender at a time.</summary>
/// <param name="server">Where it goes.</param>
/// <param name="from">The sender, asked for every mail.</param>
/// <param name="links">Writes the mail with its links.</param>
/// <param name="templates">Hears of words that could not be used; null: nobody does.</param>
public sealed class SmtpTransport(SmtpServer server, Func<MailboxAddress> from, MailLinks links, MailTemplates? templates = null)
    : IMailTransport
{
    // Whom the certificate of a server must be made for (RFC 5280).
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private Line? line;

    /// <inheritdoc/>
    public async Task Send(FullMail mail, CancellationToken cancel)
    {
        var letter = links.Sent(mail);
        if (letter.Fault is { } fault && templates is not null)
        {
            await templates.Tell(mail, fault);
        }

        using var message = Compose(mail, letter, from());
        if (line is not null && await Hand(line, message, kept: true, cancel))
        {
            return;
        }

        line = await Open(cancel);
        await Hand(line, message, kept: false, cancel);
    }

    /// <inheritdoc/>
    public async Task Rest(CancellationToken cancel)
    {
        try
        {
            await (line?.DisconnectAsync(quit: true, cancel) ?? Task.CompletedTask);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ProtocolException or CommandException)
        {
            // What was handed over stays so; a server that is gone needs no goodbye.
        }

        Drop();
    }

    /// <summary>The message as it goes out. All of it stands in the row, so that a mail that is sent again is the same mail.</summary>
    public static MimeMessage Compose(FullMail mail, Letter letter, MailboxAddress from)
    {
        var message = new MimeMessage
        {
            Subject = MailText.OneLine(mail.Row.Subject),
            MessageId = mail.Row.MessageId.Trim('<', '>'),
            Date = DateTimeOffset.FromUnixTimeMilliseconds(mail.Row.CreatedMs),
            Body = Body(new() { Part("plain", letter.Text), Part("html", letter.Html) }, mail.Attached),
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(null, mail.Row.To));

        // No vacation notices and the like in answer (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("Content-Language", letter.Language);
        if (letter.OneClick is { } oneClick)
        {
            // One press in the mail program ends reminders (RFC 8058); both headers have to be signed by whoever signs the shop's mail.
            message.Headers.Add("List-Unsubscribe", $"<{oneClick}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return message;
    }

    private static MimeEntity Body(MultipartAlternative words, IReadOnlyList<AttachedPaper>? papers)
    {
        if (papers is null)
        {
            return words;
        }

        var body = new Multipart("mixed") { words };
        foreach (var paper in papers)
        {
            body.Add(
                new MimePart("application", "pdf")
                {
                    Content = new MimeContent(new MemoryStream(paper.Pdf)),
                    ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                    ContentTransferEncoding = ContentEncoding.Base64,
                    FileName = paper.Name,
                }
            );
        }

        return body;
    }

    private static TextPart Part(string kind, string content)
    {
        var part = new TextPart(kind) { ContentTransferEncoding = ContentEncoding.Base64 };
        part.SetText(Encoding.UTF8, content);
        return part;
    }

    /// <summary>
    /// Answers false when a kept connection was gone before the server took up the mail: then a new one costs nothing and risks nothing.
    /// </summary>
    private async Task<bool> Hand(Line over, MimeMessage message, bool kept, CancellationToken cancel)
    {
        over.TookUp = false;
        try
        {
            await over.SendAsync(Options(over, message), message, cancel);
            return true;
        }
        catch (SmtpCommandException refused) when (IsFinal(refused.StatusCode))
        {
            throw new MailRefused(refused.Message, refused);
        }
        catch (Exception failure) when (failure is not MailRefused)
        {
            // After 421 the server hangs up; any other refusal of a command leaves the connection as good as it was.
            if (failure is SmtpCommandException { StatusCode: not SmtpStatusCode.ServiceNotAvailable } && over.IsConnected)
            {
                throw;
            }

            Drop();
            if (kept && !over.TookUp && !cancel.IsCancellationRequested)
            {
                return false;
            }

            throw;
        }
    }

    // A name before the '@' in other letters than ASCII has no other spelling; after it, it has (RFC 6531, 3492).
    private static FormatOptions Options(Line over, MimeMessage message)
    {
        var options = FormatOptions.Default.Clone();
        options.International = message
            .From.Mailboxes.Concat(message.To.Mailboxes)
            .Any(mailbox => !mailbox.Address.Split('@')[0].All(char.IsAscii));
        return !options.International || over.Capabilities.HasFlag(SmtpCapabilities.UTF8)
            ? options
            : throw new MailRefused(
                "The address has letters before the '@' that are not ASCII, and the mail server does not offer SMTPUTF8, which they need. "
                    + "Write to another address, or use a server that offers it."
            );
    }

    private async Task<Line> Open(CancellationToken cancel)
    {
        var made = new Line
        {
            Timeout = (int)MailSender.SendTimeMax.TotalMilliseconds,
            ServerCertificateValidationCallback = (_, certificate, chain, faults) => Trusts(certificate, chain, faults),

            // As .NET's own clients: who may be asked whether a certificate was called back stands in the certificate,
            // and a shop often cannot reach them.
            CheckCertificateRevocation = false,
        };
        try
        {
            await made.ConnectAsync(server.Host, server.Port, server.Tls, cancel);
            if (server.User is { } user)
            {
                await made.AuthenticateAsync(user, server.Password!, cancel);
            }

            return made;
        }
        catch (Exception failure)
        {
            made.Dispose();
            throw failure switch
            {
                SslHandshakeException => new IOException(
                    $"{server.Host}:{server.Port} is not trusted or speaks no TLS there: "
                        + $"{MailText.OneLine(failure.InnerException?.Message ?? failure.Message)} "
                        + "See Mail:Authority for a certificate of your own, and Mail:Smtp for when TLS begins.",
                    failure
                ),
                NotSupportedException when !made.IsSecure && server.Tls == SecureSocketOptions.StartTls => new IOException(
                    $"{server.Host}:{server.Port} does not offer STARTTLS. "
                        + "Where mail may cross the network in clear, write ?tls=none behind the port in Mail:Smtp.",
                    failure
                ),
                _ => failure,
            };
        }
    }

    private bool Trusts(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors faults)
    {
        if (server.Authorities is not { } authorities)
        {
            return faults == SslPolicyErrors.None;
        }

        // Of what the machine found only its unknown authority may be looked at anew: a certificate for another name stays one.
        if ((faults & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is not X509Certificate2 shown)
        {
            return false;
        }

        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            },
        };
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainElements.Select(element => element.Certificate).ToArray() ?? []);
        return chain.Build(shown);
    }

    private void Drop()
    {
        line?.Dispose();
        line = null;
    }

    // 550 to 554 speak of this mail or this mailbox. Other 5xx (wrong password, TLS demanded) are faults of the set-up that an operator can
    // mend.
    private static bool IsFinal(SmtpStatusCode status) => (int)status is >= 550 and <= 554;

    /// <summary>A connection that knows whether the server has begun with a mail.</summary>
    private sealed class Line : SmtpClient
    {
        public bool TookUp { get; set; }

        protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => TookUp = true;
    }
}
