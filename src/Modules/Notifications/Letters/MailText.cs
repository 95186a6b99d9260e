// Makes foreign text harmless before it stands in a mail: in a header, in HTML, in plain text.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>Small pure functions on the text of mails.</summary>
public static class MailText
{
    private static readonly NumberFormatInfo[] Formats = [.. Enumerable.Range(0, 4).Select(Format)];

    /// <summary>Text that may contain anything, as HTML that shows exactly that.</summary>
    public static string Escape(string text) => HtmlEncoder.Default.Encode(OneLine(text));

    /// <summary>
    /// Without control characters and line separators: a line break in a header would start a header of the sender's choosing.
    /// </summary>
    public static string OneLine(string text)
    {
        if (!text.Any(Breaks))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(Breaks(c) ? ' ' : c);
        }

        return line.ToString().Trim();
    }

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

    /// <summary>An amount as people write it: <c>$1,234.50</c>, <c>¥500</c>, <c>CHF 12.00</c>.</summary>
    public static string Amount(long minor, string currency)
    {
        var number = Math.Abs(Currencies.ToMajor(minor, currency)).ToString("N", Formats[Currencies.MinorDigits(currency)]);
        var sign = minor < 0 ? "-" : string.Empty;
        return currency switch
        {
            "USD" => $"{sign}${number}",
            "EUR" => $"{sign}€{number}",
            "GBP" => $"{sign}£{number}",
            "JPY" => $"{sign}¥{number}",
            _ => $"{sign}{currency} {number}",
        };
    }

    /// <summary>The end of a long id, as the pages of the shop show it.</summary>
    public static string ShortId(string id) => OneLine(id.Length > 12 ? id[^8..].ToUpperInvariant() : id);

    private static bool Breaks(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029'
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format && c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    private static NumberFormatInfo Format(int digits)
    {
        var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        format.NumberDecimalDigits = digits;
        return format;
    }
}
