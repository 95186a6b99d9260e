// Who buys, as names that stand for a mailbox and a place: by them a promotion knows a guest again, who costs nothing to be anew.
using System.Text;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Names that stand for whoever buys.</summary>
/// <param name="EmailName">Of the mailbox; empty while it is unknown.</param>
/// <param name="PlaceName">Of where the order goes.</param>
/// <param name="Guest">Whether it is a guest, who is known by the place too.</param>
public sealed record BuyerNames(string EmailName, string PlaceName, bool Guest);

/// <summary>Makes them.</summary>
public sealed class Buyers(Pseudonyms names)
{
    // Written either way; what else a street can be called is left to whoever wants a coupon that much.
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["street"] = "st",
        ["road"] = "rd",
        ["avenue"] = "ave",
        ["drive"] = "dr",
        ["lane"] = "ln",
        ["boulevard"] = "blvd",
        ["strasse"] = "str",
        ["straße"] = "str",
    };

    /// <summary>The names of one who buys; an address that is none has no name.</summary>
    public BuyerNames Of(string? email, PostalAddress place, bool guest) =>
        new(
            EmailOf(email) ?? string.Empty,
            // A country alone is nobody's place: all who buy e-books there would be one buyer.
            place.IsPlaceAlone()
                ? string.Empty
                : names.Of("place", Place(place)),
            guest
        );

    /// <summary>The name of a mailbox, or null for what is no address.</summary>
    public string? EmailOf(string? email) =>
        email is not null && EmailAddress.Mailbox(email) is { } mailbox ? names.Of("mailbox", Folded(mailbox)) : null;

    /// <summary>
    /// Spellings that come to the same mailbox with nearly every provider: what follows a '+' is left out everywhere, and dots with Google,
    /// which ignores them. Somebody whose provider does otherwise loses a second discount and nothing else.
    /// </summary>
    internal static string Folded(string mailbox)
    {
        var at = mailbox.LastIndexOf('@');
        var (local, domain) = (mailbox[..at], mailbox[(at + 1)..]);
        if (local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus)
        {
            local = local[..plus];
        }

        return domain is "gmail.com" or "googlemail.com"
            ? local.Replace(".", string.Empty, StringComparison.Ordinal) + "@gmail.com"
            : $"{local}@{domain}";
    }

    /// <summary>
    /// Country, postal code (without one the city), the first line's letters and digits, and the numbers of the second, which tell flats
    /// apart; whoever lives there is left out, because a name is made up at once.
    /// </summary>
    internal static string Place(PostalAddress address)
    {
        var code = Letters(address.PostalCode ?? string.Empty);
        return string.Join(
            '\n',
            Letters(address.Country),
            code.Length > 0 ? code : Letters(address.City),
            Letters(address.Line1),
            Numbers(address.Line2)
        );
    }

    private static string Letters(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.ToLowerInvariant() + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                words.Add(Short.GetValueOrDefault(word.ToString(), word.ToString()));
                word.Clear();
            }
        }

        return string.Concat(words);
    }

    private static string Numbers(string? text) =>
        string.Join(
            ' ',
            new string([.. (text ?? string.Empty).Select(c => char.IsAsciiDigit(c) ? c : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );
}
