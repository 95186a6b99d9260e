// Whoever does not want to be reminded says so by a link in the reminder, without an account: a name that stands for the address, signed.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Web;

namespace Cartwright.Notifications;

/// <summary>
/// Makes the links and knows them again. A link says nothing of the address, works for ever, and is the same in every reminder to it.
/// </summary>
/// <param name="names">The shop's names for what must not be stored itself.</param>
/// <param name="shop">Where the pages are, without a slash at the end.</param>
public sealed class ReminderStop(Pseudonyms names, string shop)
{
    private const char Between = '.';

    /// <summary>Stands for an address among those that are not reminded.</summary>
    public string NameOf(string address) => names.Of("reminders, address", address.Trim().ToLowerInvariant());

    /// <summary>The page behind the link in the mail: it asks once more, because some programs open every link of a mail.</summary>
    public string PageFor(string address) => $"{shop}/unsubscribe?token={TokenFor(address)}";

    /// <summary>
    /// Where a mail program sends the one press (RFC 8058); null where the shop's address is not https, over which alone that may go.
    /// </summary>
    public string? OneClickFor(string address) =>
        shop.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? $"{shop}/api/mail/unsubscribe?token={TokenFor(address)}" : null;

    /// <summary>The name in a token that the shop has made; null for any other.</summary>
    public string? NameIn(string? token) =>
        token?.Split(Between) is [{ Length: > 0 } name, var sign]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sign), Encoding.UTF8.GetBytes(Sign(name)))
            ? name
            : null;

    /// <summary>What the links carry.</summary>
    public string TokenFor(string address) => $"{NameOf(address)}{Between}{Sign(NameOf(address))}";

    private string Sign(string name) => names.Of("reminders, link", name);
}
