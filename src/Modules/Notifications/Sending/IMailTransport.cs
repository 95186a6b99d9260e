// How a mail leaves the shop.
namespace Cartwright.Notifications;

/// <summary>Hands mail over, one at a time.</summary>
public interface IMailTransport
{
    /// <summary>
    /// Returns when the next server has taken responsibility for the mail (its 250 after the data).
    /// Throws <see cref="MailRefused"/> when it never will, and anything else when it is worth another try.
    /// </summary>
    Task Send(FullMail mail, CancellationToken cancel);

    /// <summary>
    /// Lets go of what was kept for a next mail, since none is due. Sending again afterwards is allowed; it never throws.
    /// </summary>
    Task Rest(CancellationToken cancel);
}

/// <summary>The server refused this mail for good.</summary>
public sealed class MailRefused(string message, Exception? inner = null) : Exception(message, inner);
