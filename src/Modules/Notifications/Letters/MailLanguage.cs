// What a mail's language decides beside its words: how amounts, days and moments are written, and which way it is read.
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>
/// A language with its catalogue (<c>Words/de.json</c>). The machine's cultures are not asked: the shop runs without them, and a mail
/// must not depend on what is installed.
/// </summary>
public sealed class MailLanguage
{
    private static readonly FrozenDictionary<string, MailLanguage> All = Languages.Offered.ToFrozenDictionary(
        code => code,
        code => new MailLanguage(code),
        StringComparer.Ordinal
    );

    private readonly FrozenDictionary<string, string> words;
    private readonly DateTimeFormatInfo days;
    private readonly NumberFormatInfo[] numbers;
    private readonly bool signBehind;

    private MailLanguage(string code)
    {
        Code = code;
        words = JsonSerializer
            .Deserialize<Dictionary<string, string>>(MailWords.Read(code + ".json"))!
            .ToFrozenDictionary(StringComparer.Ordinal);
        signBehind = code == "de";
        days = (DateTimeFormatInfo)CultureInfo.InvariantCulture.DateTimeFormat.Clone();
        days.MonthNames = [.. words["months"].Split(','), string.Empty];
        days.MonthGenitiveNames = days.MonthNames;
        days.DayNames = words["weekdays"].Split(',');
        numbers = [.. Enumerable.Range(0, 4).Select(digits => Numbers(digits, signBehind))];
    }

    /// <summary>The tag (BCP 47): <c>en</c>, <c>de</c>.</summary>
    public string Code { get; }

    /// <summary><c>ltr</c> or <c>rtl</c>, as HTML has it.</summary>
    public string Direction { get; } = "ltr";

    /// <summary>The keys of the catalogue.</summary>
    public IReadOnlyCollection<string> Keys => words.Keys;

    /// <summary>The language of a tag; the default where nothing, or none of ours, is said.</summary>
    public static MailLanguage Of(string? code) => All[Languages.Match(code) ?? Languages.Default];

    /// <summary>A text of the catalogue with its placeholders filled.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> filled)
    {
        var text = words.TryGetValue(key, out var found)
            ? found
            : throw new KeyNotFoundException($"The catalogue '{Code}' has no '{key}'.");
        if (filled.Length == 0)
        {
            return text;
        }

        // In one go, so that what is filled in is never looked at for placeholders.
        var said = new System.Text.StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length; )
        {
            var next = text.IndexOf('{', at);
            if (next < 0 || text.IndexOf('}', next) is not (>= 0 and var end))
            {
                said.Append(text, at, text.Length - at);
                break;
            }

            said.Append(text, at, next - at);
            var name = text[(next + 1)..end];
            foreach (var (one, value) in filled)
            {
                if (one == name)
                {
                    said.Append(value);
                }
            }

            at = end + 1;
        }

        return said.ToString();
    }

    /// <summary>A text that depends on a number, in the plural forms of the language (both ours have two: one, and all else).</summary>
    public string Count(string key, long count) =>
        Say(count == 1 ? key + ".one" : key + ".other", ("count", count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>An amount as people write it: <c>$1,234.50</c>, <c>CHF 12.00</c>; in German <c>1.234,50 $</c>.</summary>
    public string Amount(long minor, string currency)
    {
        var number = Math.Abs(Currencies.ToMajor(minor, currency)).ToString("N", numbers[Currencies.MinorDigits(currency)]);
        var sign = minor < 0 ? "-" : string.Empty;
        var symbol = currency switch
        {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            _ => null,
        };

        // No line ends between a number and its currency.
        return signBehind ? $"{sign}{number}\u00A0{symbol ?? currency}"
            : symbol is null ? $"{sign}{currency} {number}"
            : $"{sign}{symbol}{number}";
    }

    /// <summary>A rate in thousandths of a percent: <c>8.625 %</c>.</summary>
    public string Percent(long milli) => (milli / 1000m).ToString("0.### '%'", numbers[0]);

    /// <summary>A day with its weekday.</summary>
    public string Day(DateOnly day) => day.ToString(words["day"], days);

    /// <summary>The day of a moment, UTC.</summary>
    public string Date(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(words["date"], days);

    /// <summary>A moment to the minute, UTC.</summary>
    public string Moment(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(words["moment"], days);

    /// <summary>A moment to the second, UTC.</summary>
    public string ExactMoment(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(words["moment_exact"], days);

    private static NumberFormatInfo Numbers(int digits, bool comma)
    {
        var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        format.NumberDecimalDigits = digits;
        if (comma)
        {
            (format.NumberDecimalSeparator, format.NumberGroupSeparator) = (",", ".");
        }

        return format;
    }
}
