// Makes foreign text harmless before it stands in a mail: in a header, in HTML, in plain text.
using System.Globalization;
using System.Text.Encodings.Web;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>Small pure functions on the text of mails.</summary>
public static class MailText
{
    /// <summary>Text that may contain anything, as HTML that shows exactly that.</summary>
    public static string Escape(string text) => HtmlEncoder.Default.Encode(OneLine(text));

    /// <summary>The same of a part of a line: blanks at its ends stay.</summary>
    public static string EscapeWithin(string text) => HtmlEncoder.Default.Encode(Unbroken(text));

    /// <summary>
    /// Without control characters and line separators: a line break in a header would start a header of the sender's choosing.
    /// </summary>
    public static string OneLine(string text) => text.Any(Breaks) ? Unbroken(text).Trim() : text;

    /// <summary>The same without taking blanks off its ends.</summary>
    public static string Unbroken(string text) =>
        text.Any(Breaks)
            ? string.Create(
                text.Length,
                text,
                (line, from) =>
                {
                    for (var i = 0; i < from.Length; i++)
                    {
                        line[i] = Breaks(from[i]) ? ' ' : from[i];
                    }
                }
            )
            : text;

    /// <summary>Whether mail may be sent to it: one plain address, nothing that could end the SMTP command or add a recipient.</summary>
    public static bool IsAddress(string? address)
    {
        if (address is null or { Length: > Limits.AddressCharsMax })
        {
            return false;
        }

        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64
            && at == address.LastIndexOf('@')
            && at < address.Length - 1
            && address[0] != '.'
            && address[at - 1] != '.'
            && address[at + 1] is not ('.' or '-')
            && address[^1] is not ('.' or '-')
            && !address.Contains("..", StringComparison.Ordinal)
            && address.All(c =>
                c > ' '
                && c != 0x7F
                && !Breaks(c)
                && !char.IsWhiteSpace(c)
                && !char.IsSurrogate(c)
                && c is not (',' or ';' or ':' or '<' or '>' or '(' or ')' or '[' or ']' or '\\' or '"')
            );
    }

    /// <summary>The end of a long id, as the pages of the shop show it.</summary>
    public static string ShortId(string id) => OneLine(id.Length > 12 ? id[^8..].ToUpperInvariant() : id);

    private static bool Breaks(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029'
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format && c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
