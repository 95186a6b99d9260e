// The languages that the shop writes in: of an account, an order, a cart's address, and every mail.
namespace Cartwright.Contracts;

/// <summary>Language tags (BCP 47) as they are kept and as they travel in events; null stands for the shop's own.</summary>
public static class Languages
{
    /// <summary>What is written in where nobody has said anything.</summary>
    public const string Default = "en";

    /// <summary>What can be chosen.</summary>
    public static readonly string[] Offered = [Default, "de"];

    /// <summary>Tags of a list that are looked at: no browser sends more.</summary>
    public const int RangesMax = 20;

    /// <summary>
    /// The offered language that a tag asks for, by looking it up as RFC 4647 (3.4) does: <c>de-AT</c> is answered by <c>de</c>. Null where
    /// none is.
    /// </summary>
    public static string? Match(string? tag)
    {
        for (var range = tag?.Trim() ?? string.Empty; range.Length > 0; )
        {
            if (Array.Find(Offered, one => string.Equals(one, range, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found;
            }

            range = range.LastIndexOf('-') is > 0 and var at ? range[..at] : string.Empty;
        }

        return null;
    }
}
