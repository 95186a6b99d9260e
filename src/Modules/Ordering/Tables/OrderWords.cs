// The words an admin finds orders by: each is a list of orders by time, so that a page of a common word costs what a page of a rare one
// costs.
using System.Text;

namespace Cartwright.Ordering;

/// <summary>What was typed: words that an order must all have, and an order's whole id when one was among them.</summary>
/// <param name="Beginning">
/// The last word of what was typed, with which one of the order's words has to begin; null: none is half typed.
/// </param>
public sealed record AskedWords(IReadOnlyList<string> Words, string? OrderId, string? Beginning = null);

/// <summary>Makes words of orders and of what is typed to find them.</summary>
/// <remarks>
/// An order is found by 1. its whole id or the last eight characters, as pages show it; 2. its whole e-mail address; 3. the whole words of
/// the address before the @, of the recipient's name and of its products' names. The last word that is typed need only be the beginning of
/// one of these: a list is narrowed while somebody types. Case does not matter.
/// </remarks>
internal static class OrderWords
{
    /// <summary>Words typed beyond these are left out: each costs a look for every order in question.</summary>
    public const int AskedMax = 6;

    /// <summary>Characters from which on a last word is a beginning: of shorter ones too many words begin.</summary>
    public const int BeginningCharsMin = 2;

    /// <summary>
    /// Words that a beginning may stand for, the first of them by the alphabet: each is a list of its own to look into. A word that is
    /// typed whole is always among them.
    /// </summary>
    public const int BegunMax = 64;

    /// <summary>Words filed of one order: those of forty ordinary lines. Orders of more lines are still found by product_id.</summary>
    public const int FiledMax = 128;

    /// <summary>Characters of an order's id that pages show.</summary>
    public const int ShortIdChars = 8;

    /// <summary>Behind all letters of ids, which are those of hexadecimal numbers.</summary>
    public const string AfterIds = "g";

    /// <summary>Whether the shown end of an id may begin so.</summary>
    public static bool MayBeginId(string beginning) => beginning.Length < ShortIdChars && beginning.All(char.IsAsciiHexDigitLower);

    /// <summary>The words of an order, each once.</summary>
    public static IReadOnlyCollection<string> Of(Order order)
    {
        var (terms, words) = (order.Terms, new HashSet<string>(StringComparer.Ordinal));
        var email = Folded(terms.Email);
        words.Add(ShortId(order.Id));
        if (email.Length > 0)
        {
            words.Add(email);
        }

        Split(email.Split('@')[0], words);
        Split(Folded(terms.Address.Name), words);
        foreach (var line in terms.Lines)
        {
            Split(Folded(line.ProductName), words);
        }

        return words;
    }

    /// <summary>What was typed, as words.</summary>
    public static AskedWords Asked(string typed)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        string? orderId = null;
        foreach (var part in Folded(typed).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Guid.TryParseExact(part, "D", out _))
            {
                orderId = part;
                words.Add(ShortId(part));
            }
            else if (part.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && part.IndexOf('.', at) > 0)
            {
                words.Add(part);
            }
            else
            {
                Split(part, words);
            }
        }

        return new([.. words.Take(AskedMax)], orderId);
    }

    /// <summary>What was typed, as words, the last of which may be half typed.</summary>
    public static AskedWords Typed(string typed)
    {
        var folded = Folded(typed);
        var part = folded.LastIndexOf(' ') + 1;

        // An address is filed whole, and half of one is no word by itself.
        if (folded.IndexOf('@', part) > part)
        {
            return Asked(folded[..part]) with { Beginning = folded[part..] };
        }

        var asked = Asked(folded);
        var last = asked.Words.Count > 0 ? asked.Words[^1] : string.Empty;
        var isOpen = asked.OrderId is null && last.Length >= BeginningCharsMin && folded.EndsWith(last, StringComparison.Ordinal);
        return isOpen ? asked with { Words = [.. asked.Words.SkipLast(1)], Beginning = last } : asked;
    }

    /// <summary>A text's words, as they are written.</summary>
    internal static HashSet<string> Cut(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        Split(text, words);
        return words;
    }

    private static string ShortId(string id) => id.Length > ShortIdChars ? id[^ShortIdChars..] : id;

    private static string Folded(string text) => text.Normalize(NormalizationForm.FormC).ToLowerInvariant();

    private static void Split(string text, HashSet<string> words)
    {
        var start = 0;
        for (var at = 0; at <= text.Length && words.Count < FiledMax; at++)
        {
            if (
                at < text.Length
                && (
                    char.IsLetterOrDigit(text[at])
                    || char.IsSurrogate(text[at])
                    || char.GetUnicodeCategory(text[at]) == System.Globalization.UnicodeCategory.NonSpacingMark
                )
            )
            {
                continue;
            }

            if (at > start)
            {
                words.Add(text[start..at]);
            }

            start = at + 1;
        }
    }
}
