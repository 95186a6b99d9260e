// The series of numbers: which one a paper belongs to, by what it is and by the year.
using System.Globalization;
using System.Text.RegularExpressions;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>What a paper is.</summary>
public static class PaperKind
{
    /// <summary>What the customer owes, or has paid.</summary>
    public const string Invoice = "invoice";

    /// <summary>What is taken back of invoices.</summary>
    public const string CreditNote = "credit_note";
}

/// <summary>
/// <c>Papers:InvoiceSeries</c> and <c>Papers:CreditNoteSeries</c>: what stands before the number, <c>{year}</c> for the shop's year. A
/// series counts from 1.
/// </summary>
public sealed partial class PaperSeries
{
    private const string Year = "{year}";

    private static readonly Dictionary<string, (string Key, string Default)> Of = new(StringComparer.Ordinal)
    {
        [PaperKind.Invoice] = ("Papers:InvoiceSeries", "INV-{year}-"),
        [PaperKind.CreditNote] = ("Papers:CreditNoteSeries", "CN-{year}-"),
    };

    private readonly Dictionary<string, string> said;
    private readonly TimeZoneInfo zone;

    /// <exception cref="ConfigurationRefused">A series is no beginning of a number, or two are the same.</exception>
    public PaperSeries(IConfiguration configuration)
    {
        zone = ShopTime.ZoneOf(configuration);
        said = Of.ToDictionary(
            one => one.Key,
            one => configuration[one.Value.Key] is { Length: > 0 } text ? text : one.Value.Default,
            StringComparer.Ordinal
        );
        foreach (var (kind, text) in said)
        {
            if (!Form().IsMatch(text.Replace(Year, "2026", StringComparison.Ordinal)))
            {
                throw new ConfigurationRefused(
                    $"{Of[kind].Key}={text} cannot begin a number: use up to 20 letters, digits, '-', '_' and '.', no digit at the end, and {Year} for the year, such as {Of[kind].Default}"
                );
            }

            if (said.FirstOrDefault(other => other.Key != kind && other.Value == text).Key is { } same)
            {
                throw new ConfigurationRefused($"{Of[kind].Key} and {Of[same].Key} are the same series; give each its own.");
            }
        }
    }

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Of.Values.Select(one => one.Key)];

    /// <summary>The shop's day of a moment.</summary>
    public DateOnly DayOf(long atMs) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone).DateTime);

    /// <summary>When the shop's day begins, Unix ms.</summary>
    public long StartOf(DateOnly day) => ShopTime.StartOf(day, zone).ToUnixTimeMilliseconds();

    /// <summary>The series of a paper written on a day.</summary>
    public string For(string kind, DateOnly day) =>
        said[kind].Replace(Year, day.Year.ToString("D4", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The whole number of a paper: <c>INV-2026-000042</c>.</summary>
    public static string Text(string series, long number) => series + number.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Series and number of a text; null where it is none.</summary>
    public static (string Series, long Number)? Read(string text)
    {
        var digits = text.Length;
        while (digits > 0 && char.IsAsciiDigit(text[digits - 1]))
        {
            digits--;
        }

        // A series does not end with a digit: where the number begins is never in doubt.
        return
            digits > 0
            && long.TryParse(text.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Text(text[..digits], number) == text
            ? (text[..digits], number)
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{0,19}[A-Za-z._-]$")]
    private static partial Regex Form();
}
