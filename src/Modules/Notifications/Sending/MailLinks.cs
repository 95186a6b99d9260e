// Opens the links that came sealed: for the mail as it goes out, and in the mailbox of a demo for the developer who plays the recipient.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Notifications;

/// <summary>The shop's key for links on their way to a mail.</summary>
/// <param name="seals">The key.</param>
/// <param name="shop">Where the pages are, without a slash at the end.</param>
/// <param name="shown">
/// Whether the mailbox shows them. Outside a demo it does not: whoever reads other people's mail there could take their accounts.
/// </param>
/// <param name="stops">Makes the links with which reminders end.</param>
/// <param name="templates">With what mails are written; null: with the words of the program.</param>
public sealed class MailLinks(SealedText seals, string shop, bool shown, ReminderStop? stops = null, MailTemplates? templates = null)
{
    /// <summary>A link that looks like an order's and opens nothing.</summary>
    public static string OfNothing(string orderId) => $"https://shop.example/orders/{Uri.EscapeDataString(orderId)}?key=s4mple";

    /// <summary>Seals a link for a purpose, as whoever asks for a mail does.</summary>
    public string Seal(string purpose, string link) => seals.Seal(purpose, link);

    /// <summary>The link as the recipient gets it, or null: it was not sealed by this shop for this mail.</summary>
    public string? Open(AccountNotification asked) => seals.Open(asked.Purpose, asked.SealedLink);

    /// <summary>
    /// The page of the order that the mail is about, open to whoever has the link; null when the shop did not seal its key for this
    /// recipient.
    /// </summary>
    public string? ToOrder(OrderNotification asked) =>
        seals.Open(asked.Purpose, asked.SealedKey) is { } key ? $"{shop}/orders/{Uri.EscapeDataString(asked.OrderId)}?key={key}" : null;

    /// <summary>The page on which reminders to this address end, and where one press does it (RFC 8058).</summary>
    public (string? Page, string? OneClick) StopFor(CartReminder cart) =>
        (stops?.PageFor(cart.Recipient), stops?.OneClickFor(cart.Recipient));

    /// <summary>Text and HTML as the mailbox shows them.</summary>
    public Letter Shown(FullMail mail) => Letter.Of(mail.Row.Template, mail.Data, shown ? this : null, templates?.PenOf(mail));

    /// <summary>Text and HTML as they go out.</summary>
    /// <exception cref="MailRefused">The link can no longer be opened, because the shop's key is another one.</exception>
    public Letter Sent(FullMail mail) => Letter.Of(mail.Row.Template, mail.Data, this, templates?.PenOf(mail));
}
