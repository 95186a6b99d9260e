// How a mail leaves the shop.
namespace Cartwright.Notifications;

/// <summary>Hands one mail over.</summary>
public interface IMailTransport
{
    /// <summary>
    /// Returns when the next server has taken responsibility for the mail (its 250 after the data).
    /// Throws <see cref="MailRefused"/> when it never will, and anything else when it is worth another try.
    /// </summary>
    Task Send(FullMail mail, CancellationToken cancel);
}

/// <summary>The server refused this mail for good.</summary>
public sealed class MailRefused(string message, Exception? inner = null) : Exception(message, inner);
