// E-mail addresses: which ones the shop takes (RFC 5321, internationalised by RFC 6531 and 5890), and when two spellings are one mailbox.
using System.Globalization;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>Pure functions on addresses as people type them.</summary>
public static class EmailAddress
{
    private const int LocalBytesMax = 64;
    private const int LabelCharsMax = 63;
    private const int DomainCharsMax = 253;
    private const string Ace = "xn--";

    // What a name before the '@' may have of ASCII besides letters and digits (atext of RFC 5322). Quoted names are refused: nobody has
    // one, and the quotes are how a second address is smuggled in.
    private const string AtomMarks = "!#$%&'*+-/=?^_`{|}~";

    // Punycode alone: the process knows no tables of normalisation, so what is not normal already is refused by Letter.
    private static readonly IdnMapping Puny = new() { UseStd3AsciiRules = true };

    /// <summary>Whether it is an address, and nothing around it, as far as can be told without sending a mail.</summary>
    public static bool IsValid(string? text) => text is not null && text.Trim() == text && Mailbox(text) is not null;

    /// <summary>
    /// The one spelling of all spellings of a mailbox: in lower case, the domain in A-labels, without blanks around it. Null when the text
    /// is no address. RFC 5321 leaves the capitals of the local part to the host; no host in use tells them apart.
    /// </summary>
    public static string? Mailbox(string text)
    {
        if (text.Length > Limits.AddressCharsMax + LocalBytesMax)
        {
            return null;
        }

        var address = text.Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !IsLocal(address[..at]) || Domain(address[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var mailbox = address[..(at + 1)] + domain;
        return Encoding.UTF8.GetByteCount(mailbox) <= Limits.AddressCharsMax ? mailbox : null;
    }

    private static bool IsLocal(string local) =>
        Encoding.UTF8.GetByteCount(local) <= LocalBytesMax
        && local.Split('.').All(atom => atom.Length > 0)
        && local
            .EnumerateRunes()
            .All(rune =>
                rune.IsAscii
                    ? rune.Value == '.'
                        || char.IsAsciiLetterOrDigit((char)rune.Value)
                        || AtomMarks.Contains((char)rune.Value, StringComparison.Ordinal)
                    : IsLetter(rune)
            );

    // In A-labels, or null.
    private static string? Domain(string domain)
    {
        var labels = domain.Split('.');
        if (labels.Length < 2)
        {
            return null;
        }

        for (var i = 0; i < labels.Length; i++)
        {
            if (Label(labels[i]) is not { } label)
            {
                return null;
            }

            labels[i] = label;
        }

        // A top label of digits would be an address of a machine (RFC 3696, 2).
        var ascii = string.Join('.', labels);
        return ascii.Length <= DomainCharsMax && !labels[^1].All(char.IsAsciiDigit) ? ascii : null;
    }

    private static string? Label(string label)
    {
        if (label.Length is 0 or > LabelCharsMax || label[0] == '-' || label[^1] == '-')
        {
            return null;
        }

        if (label.All(char.IsAscii) && !label.StartsWith(Ace, StringComparison.Ordinal))
        {
            return label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? label : null;
        }

        try
        {
            // What is written in A-labels must be what its own letters would be written as (RFC 5891, 5.4).
            var letters = label.StartsWith(Ace, StringComparison.Ordinal) ? Puny.GetUnicode(label) : label;
            var ascii = Puny.GetAscii(letters);
            return
                !letters.All(char.IsAscii)
                && letters.EnumerateRunes().All(rune => rune.Value == '-' || IsLetter(rune))
                && !IsMark(letters.EnumerateRunes().First())
                && ascii.Length <= LabelCharsMax
                && (letters == label || ascii == label)
                ? ascii
                : null;
        }
        catch (ArgumentException)
        {
            // No punycode, or a surrogate without its other half.
            return null;
        }
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

    // PVALID of RFC 5892 as near as general categories tell it: letters without capitals, marks, digits. Not: what has no look, accents
    // beside their letter (they have one character together), and second forms of characters (wide, presented, mathematical).
    private static bool IsLetter(Rune rune) =>
        !VisibleText.IsInvisible(rune)
        && rune.Value
            is not (
                (>= 0x0300 and <= 0x036F)
                or (>= 0x02B0 and <= 0x02FF)
                or (>= 0x1D2C and <= 0x1D6A)
                or (>= 0x2070 and <= 0x214F)
                or (>= 0xF900 and <= 0xFDFF)
                or (>= 0xFE20 and <= 0xFEFF)
                or (>= 0xFF00 and <= 0xFFEF)
                or (>= 0x1D400 and <= 0x1D7FF)
                or (>= 0x2F800 and <= 0x2FA1F)
            )
        && (
            char.IsAsciiLetterLower((char)Math.Min(rune.Value, 0xFFFF))
            || (rune.IsAscii && char.IsAsciiDigit((char)rune.Value))
            || (
                !rune.IsAscii
                && Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.LowercaseLetter
                        or UnicodeCategory.OtherLetter
                        or UnicodeCategory.ModifierLetter
                        or UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
                        or UnicodeCategory.DecimalDigitNumber
            )
        );
}
