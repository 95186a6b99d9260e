// The shop's own words on papers of orders, in the order's language. The English text is the key; what is not here stands as it is.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>Words, numbers and days in a language.</summary>
internal sealed class SheetWords
{
    private static readonly string[] Months =
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
        string.Empty,
    ];

    /// <summary>The German text of each English one.</summary>
    internal static IReadOnlyDictionary<string, string> German { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Invoice"] = "Rechnung",
            ["Further invoice"] = "Weitere Rechnung",
            ["Credit note"] = "Gutschrift (Rechnungskorrektur)",
            ["Date"] = "Datum",
            ["Order"] = "Bestellung",
            ["Ordered on"] = "Bestellt am",
            ["Corrects invoice"] = "Berichtigt Rechnung",
            ["Adds to invoice"] = "Ergänzt Rechnung",
            ["Your VAT number"] = "Ihre USt-IdNr.",
            ["Net"] = "Netto",
            ["Tax {0}"] = "Steuer {0}",
            ["Credited"] = "Gutgeschrieben",
            ["Total"] = "Gesamtbetrag",
            ["SAMPLE OF A DEMO: NO INVOICE"] = "MUSTER EINER DEMO: KEINE RECHNUNG",
            ["VAT number {0}"] = "USt-IdNr. {0}",
            ["Tax number {0}"] = "Steuernummer {0}",
            ["Item"] = "Artikel",
            ["Quantity"] = "Menge",
            ["Unit price, net ({0})"] = "Einzelpreis, netto ({0})",
            ["Tax"] = "Steuer",
            ["Net ({0})"] = "Netto ({0})",
            ["With tax ({0})"] = "Mit Steuer ({0})",
            ["Tax rate"] = "Steuersatz",
            ["Why"] = "Grund",
            ["On ({0})"] = "Auf ({0})",
            ["Tax ({0})"] = "Steuer ({0})",
            ["{0} ({1} each, less {2})"] = "{0} (je {1}, abzüglich {2})",
            ["{0} ({1} each with tax, less {2})"] = "{0} (je {1} mit Steuer, abzüglich {2})",
            ["Shipping"] = "Versand",
            ["Reduction: {0}"] = "Minderung: {0}",
            ["Rate of the place"] = "Steuersatz des Ortes",
            ["Rate of the place of delivery (one-stop shop)"] = "Steuersatz des Lieferortes (One-Stop-Shop)",
            ["Zero-rated"] = "Nullsatz",
            ["Export, free of tax (Directive 2006/112/EC, article 146)"] =
                "Steuerfreie Ausfuhrlieferung (Richtlinie 2006/112/EG, Artikel 146)",
            ["No tax is levied"] = "Es wird keine Steuer erhoben",
            ["Reverse charge: the buyer owes the tax (Directive 2006/112/EC, articles 138 and 196)"] =
                "Steuerschuldnerschaft des Leistungsempfängers (Richtlinie 2006/112/EG, Artikel 138 und 196)",
            ["Shipping is not taxed at the place"] = "Der Versand wird am Ort nicht besteuert",
            ["Why: {0}"] = "Grund: {0}",
            ["The order was cancelled."] = "Die Bestellung wurde storniert.",
            ["The goods came back."] = "Die Ware kam zurück.",
            ["Money was paid back."] = "Es wurde Geld erstattet.",
            ["The order was changed."] = "Die Bestellung wurde geändert.",
            ["Nothing is to be paid."] = "Es ist nichts zu bezahlen.",
            ["{0} was paid by {1}."] = "{0} wurden bis zum {1} bezahlt.",
            ["Nothing of it was paid yet."] = "Davon wurde noch nichts bezahlt.",
            ["Paid on {0}. Nothing is to be paid any more. The goods are delivered after that day unless said otherwise."] =
                "Bezahlt am {0}. Es ist nichts mehr zu bezahlen. Die Ware wird nach diesem Tag geliefert, soweit nichts anderes gesagt ist.",
            ["{0} is reserved with your means of payment and taken when the rest leaves. You need not pay it yourself."] =
                "{0} sind auf Ihrem Zahlungsmittel reserviert und werden abgebucht, wenn der Rest versandt wird. Sie müssen es nicht selbst bezahlen.",
            ["The amount goes back the way it was paid."] = "Der Betrag wird auf dem Weg erstattet, auf dem er bezahlt wurde.",
            ["The amount was reserved and not taken: it is not taken any more, and nothing goes back."] =
                "Der Betrag war reserviert und nicht abgebucht: Er wird nicht mehr abgebucht, und es ist nichts zu erstatten.",
            ["{0} goes back the way it was paid. {1} was reserved and not taken, and is not taken any more."] =
                "{0} werden auf dem Weg erstattet, auf dem sie bezahlt wurden. {1} waren reserviert und nicht abgebucht und werden nicht mehr abgebucht.",
            ["Not taken before"] = "Vorher nicht abgebucht",
            ["Paid"] = "Bezahlt",
            ["Goes back"] = "Wird erstattet",
            ["Reserved, not taken yet"] = "Reserviert, noch nicht abgebucht",
        };

    private readonly bool german;
    private readonly NumberFormatInfo[] numbers;
    private readonly DateTimeFormatInfo days;

    private SheetWords(bool german)
    {
        this.german = german;
        numbers = [.. Enumerable.Range(0, 4).Select(digits => Numbers(digits, german))];
        days = (DateTimeFormatInfo)CultureInfo.InvariantCulture.DateTimeFormat.Clone();
        if (german)
        {
            (days.MonthNames, days.MonthGenitiveNames) = (Months, Months);
        }
    }

    public static SheetWords English { get; } = new(german: false);

    private static SheetWords InGerman { get; } = new(german: true);

    /// <summary>The tag of the language.</summary>
    public string Language => german ? "de" : "en";

    /// <summary>The words of a paper.</summary>
    public static SheetWords Of(PaperContent content) => Languages.Match(content.Language) == "de" ? InGerman : English;

    /// <summary>A text with what stands in its places.</summary>
    public string Say(string english, params object[] filled)
    {
        var text = german && German.TryGetValue(english, out var translated) ? translated : english;
        return filled.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, filled);
    }

    /// <summary>An amount with its currency: <c>1,234.50 EUR</c>, <c>1.234,50 EUR</c>.</summary>
    public string Amount(long minor, string currency) => $"{Number(minor, currency)} {currency}";

    public string Number(long minor, string currency) =>
        Currencies.ToMajor(minor, currency).ToString("N", numbers[Currencies.MinorDigits(currency)]);

    /// <summary>A number with as many digits as its form says.</summary>
    public string InForm(decimal number, string form) => number.ToString(form, numbers[0]);

    public string Rate(long milli) => (milli / 1000m).ToString("0.### '%'", numbers[0]);

    public string Day(DateOnly day) => day.ToString(german ? "d. MMMM yyyy" : "d MMMM yyyy", days);

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
