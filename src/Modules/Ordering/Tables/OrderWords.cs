// The words an admin finds orders by: each is a list of orders by time, so that a page of a common word costs what a page of a rare one
// costs.
using System.Text;

namespace Cartwright.Ordering;

/// <summary>What was typed: words that an order must all have, and an order's whole id when one was among them.</summary>
public sealed record AskedWords(IReadOnlyList<string> Words, string? OrderId);

/// <summary>Makes words of orders and of what is typed to find them.</summary>
/// <remarks>
/// An order is found by 1. its whole id or the last eight characters, as pages show it; 2. its whole e-mail address; 3. the whole words of
/// the address before the @, of the recipient's name and of its products' names. Case does not matter.
/// </remarks>
internal static class OrderWords
{
    /// <summary>Words typed beyond these are left out: each costs a look for every order in question.</summary>
    public const int AskedMax = 6;

    /// <summary>Words filed of one order: those of forty ordinary lines. Orders of more lines are still found by product_id.</summary>
    public const int FiledMax = 128;

    /// <summary>Characters of an order's id that pages show.</summary>
    public const int ShortIdChars = 8;

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
