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
/// series counts from 1. <c>Papers:CommissionSeries</c> and <c>Papers:CommissionCreditNoteSeries</c> are the shop's too;
/// <c>Papers:SelfBilledSeries</c>, <c>Papers:SelfBilledCreditNoteSeries</c> and <c>Papers:StatementSeries</c> are each vendor's own and
/// have <c>{vendor}</c> in them: a number that is written in somebody's name is unique among its own.
/// </summary>
public sealed partial class PaperSeries
{
    /// <summary>A vendor's statement of a month, which has a number and is no invoice.</summary>
    internal const string Statement = "statement";

    private const string Year = "{year}";
    private const string Vendor = "{vendor}";

    private static readonly Dictionary<string, (string Key, string Default)> Of = new(StringComparer.Ordinal)
    {
        [PaperKind.Invoice] = ("Papers:InvoiceSeries", "INV-{year}-"),
        [PaperKind.CreditNote] = ("Papers:CreditNoteSeries", "CN-{year}-"),
        [VendorPaperKind.CommissionInvoice] = ("Papers:CommissionSeries", "COM-{year}-"),
        [VendorPaperKind.CommissionCreditNote] = ("Papers:CommissionCreditNoteSeries", "COMC-{year}-"),
        [VendorPaperKind.SelfBilledInvoice] = ("Papers:SelfBilledSeries", "SB-{vendor}-{year}-"),
        [VendorPaperKind.SelfBilledCreditNote] = ("Papers:SelfBilledCreditNoteSeries", "SBC-{vendor}-{year}-"),
        [Statement] = ("Papers:StatementSeries", "ST-{vendor}-{year}-"),
    };

    private readonly Dictionary<string, string> said;
    private readonly ShopZone zone;

    /// <exception cref="ConfigurationRefused">A series is no beginning of a number, or two are the same.</exception>
    public PaperSeries(IConfiguration configuration, ShopZone? zone = null)
    {
        this.zone = zone ?? (ShopZone)ShopTime.ZoneOf(configuration);
        said = Of.ToDictionary(
            one => one.Key,
            one => configuration[one.Value.Key] is { Length: > 0 } text ? text : one.Value.Default,
            StringComparer.Ordinal
        );
        foreach (var (kind, text) in said)
        {
            var ofVendor = kind == Statement || VendorPaperKind.IsSelfBilled(kind);
            if (ofVendor != text.Contains(Vendor, StringComparison.Ordinal))
            {
                throw new ConfigurationRefused(
                    ofVendor
                        ? $"{Of[kind].Key}={text} is counted for each vendor by itself: put {Vendor} into it, such as {Of[kind].Default}"
                        : $"{Of[kind].Key}={text} is counted for the shop as a whole: take {Vendor} out of it"
                );
            }

            if (!Form().IsMatch(text.Replace(Year, "2026", StringComparison.Ordinal).Replace(Vendor, "1", StringComparison.Ordinal)))
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
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone.Now).DateTime);

    /// <summary>When the shop's day begins, Unix ms.</summary>
    public long StartOf(DateOnly day) => ShopTime.StartOf(day, zone.Now).ToUnixTimeMilliseconds();

    /// <summary>The series of a paper written on a day.</summary>
    public string For(string kind, DateOnly day) =>
        said[kind].Replace(Year, day.Year.ToString("D4", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The same of a vendor's own series; characters of its id that a number has none of become <c>_</c>.</summary>
    public string For(string kind, DateOnly day, string vendorId) =>
        For(kind, day)
            .Replace(
                Vendor,
                string.Concat(vendorId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')),
                StringComparison.Ordinal
            );

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
