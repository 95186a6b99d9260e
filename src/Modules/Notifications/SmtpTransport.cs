// Hands mail to an SMTP server with the client that .NET brings along.
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Cartwright.Notifications;

/// <summary>One connection a mail: few mails, and a broken connection can then hinder one only.</summary>
public sealed class SmtpTransport(SmtpServer server, MailAddress from) : IMailTransport
{
    /// <inheritdoc/>
    public async Task Send(FullMail mail, CancellationToken cancel)
    {
        using var message = Compose(mail, from);
        using var client = new SmtpClient(server.Host, server.Port)
        {
            EnableSsl = server.Encrypt,
            UseDefaultCredentials = false,
            Credentials = server.User is null ? null : new NetworkCredential(server.User, server.Password),
        };
        try
        {
            await client.SendMailAsync(message, cancel);
        }
        catch (SmtpException failure) when (IsFinal(failure.StatusCode))
        {
            throw new MailRefused(failure.Message, failure);
        }
    }

    /// <summary>The message as it goes out.</summary>
    internal static MailMessage Compose(FullMail mail, MailAddress from)
    {
        var message = new MailMessage(from, new MailAddress(mail.Row.To))
        {
            Subject = MailText.OneLine(mail.Row.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", mail.Row.MessageId);

        // No vacation notices and the like in answer (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(mail.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(string content, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    // 550 to 554 speak of this mail or this mailbox. Other 5xx (wrong password, TLS demanded) are faults of the set-up that an operator can mend.
    private static bool IsFinal(SmtpStatusCode status) => (int)status is >= 550 and <= 554;
}
