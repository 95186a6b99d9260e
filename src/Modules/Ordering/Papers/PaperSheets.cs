// From what is kept of a paper to the sheet that is printed.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>The words of papers.</summary>
internal static class PaperSheets
{
    private const string Language = "en";
    private static readonly NumberFormatInfo[] Formats = [.. Enumerable.Range(0, 4).Select(Format)];

    /// <summary>The sheet of an invoice or a credit note.</summary>
    public static PaperSheet Of(Paper paper)
    {
        var content = paper.Content;
        var credit = content.Kind == PaperKind.CreditNote;
        var facts = new List<PaperWord>
        {
            new(credit ? "Credit note" : "Invoice", paper.Number),
            new("Date", Day(content.Day)),
            new("Order", content.OrderId),
            new("Ordered on", Day(content.Ordered)),
        };
        if (content.Corrects is { } corrects)
        {
            facts.Add(new(credit ? "Corrects invoice" : "Adds to invoice", corrects));
        }

        if (content.BuyerVatNumber is { } vat)
        {
            facts.Add(new("Your VAT number", vat));
        }

        return new(
            $"{(credit ? "Credit note" : content.Corrects is null ? "Invoice" : "Further invoice")} {paper.Number}",
            Language,
            Sender(content.Seller),
            Recipient(content.Buyer),
            facts,
            [Lines(content), Taxes(content)],
            [
                new("Net", Amount(content.Net, content.Currency)),
                .. content
                    .Taxes.Where(tax => tax.Amount != 0)
                    .Select(tax => new PaperWord($"Tax {Rate(tax.Milli)}", Amount(tax.Amount, content.Currency))),
                new(credit ? "Credited" : "Total", Amount(content.Total, content.Currency)),
                .. Moved(content),
            ],
            Notes(content),
            Footer(content.Seller),
            content.Seller.IsSample is true ? "SAMPLE OF A DEMO: NO INVOICE" : null
        );
    }

    /// <summary>The seller's lines.</summary>
    public static IReadOnlyList<string> Sender(Seller seller) =>
        [
            seller.Name,
            seller.Street,
            $"{seller.PostalCode} {seller.City}".Trim(),
            seller.Country,
            .. seller.Email is { } email ? [email] : Array.Empty<string>(),
        ];

    /// <summary>What stands at the end of each page.</summary>
    public static string Footer(Seller seller) =>
        string.Join(
            " · ",
            new[]
            {
                seller.Name,
                seller.Register,
                seller.VatNumber is { } vat ? "VAT number " + vat : null,
                seller.TaxNumber is { } number ? "Tax number " + number : null,
            }.Where(text => text is not null)
        );

    /// <summary>An amount with its currency: <c>1,234.50 EUR</c>.</summary>
    public static string Amount(long minor, string currency) => $"{Number(minor, currency)} {currency}";

    public static string Number(long minor, string currency) =>
        Currencies.ToMajor(minor, currency).ToString("N", Formats[Currencies.MinorDigits(currency)]);

    public static string Rate(long milli) => (milli / 1000m).ToString("0.### '%'", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    internal static string[] Recipient(Web.PostalAddress to) =>
        [to.Name, to.Line1, to.Line2 ?? string.Empty, $"{to.PostalCode} {to.City}".Trim(), to.Region ?? string.Empty, to.Country];

    internal static PaperTable Lines(PaperContent content) =>
        new(
            [
                new("Item", 40),
                new("Quantity", 11, Right: true),
                new($"Unit price, net ({content.Currency})", 16, Right: true),
                new("Tax", 10, Right: true),
                new($"Net ({content.Currency})", 15, Right: true),
                new($"With tax ({content.Currency})", 16, Right: true),
            ],
            [
                .. content.Lines.Select(line =>
                    (IReadOnlyList<string>)
                        [
                            Name(line, content.Currency),
                            line.Quantity.ToString("N0", CultureInfo.InvariantCulture),
                            UnitPrice(line, content.Currency),
                            Rate(line.Milli),
                            Number(line.Net, content.Currency),
                            Number(line.Gross, content.Currency),
                        ]
                ),
            ]
        );

    internal static PaperTable Taxes(PaperContent content) =>
        new(
            [
                new("Tax rate", 14),
                new("Why", 46),
                new($"On ({content.Currency})", 20, Right: true),
                new($"Tax ({content.Currency})", 20, Right: true),
            ],
            [
                .. content.Taxes.Select(tax =>
                    (IReadOnlyList<string>)
                        [Rate(tax.Milli), Why(tax.Reason), Number(tax.Base, content.Currency), Number(tax.Amount, content.Currency)]
                ),
            ]
        );

    private static string Name(PaperLine line, string currency) =>
        line.Discount == 0
            ? line.Name
            : $"{line.Name} ({Number(line.UnitPrice, currency)} each{(line.Included ? " with tax" : string.Empty)}, less {Number(line.Discount, currency)})";

    // Without tax and after discounts (Directive 2006/112/EC, article 226 (8)), with as many digits as it takes to see what a unit costs.
    private static string UnitPrice(PaperLine line, string currency)
    {
        var digits = Currencies.MinorDigits(currency);
        var price = Currencies.ToMajor(line.Net, currency) / line.Quantity;
        return price.ToString("#,##0." + new string('0', digits) + "##", CultureInfo.InvariantCulture).TrimEnd('.');
    }

    private static string Why(string reason) =>
        reason switch
        {
            TaxReason.Taxed => "Rate of the place",
            TaxReason.OneStopShop => "Rate of the place of delivery (one-stop shop)",
            TaxReason.ZeroRated => "Zero-rated",
            TaxReason.Export => "Export, free of tax (Directive 2006/112/EC, article 146)",
            TaxReason.Exempt => "No tax is levied",
            VendorTaxes.ReverseChargeService =>
                "Reverse charge: the recipient of the service owes the tax (Directive 2006/112/EC, articles 44 and 196)",
            VendorTaxes.NotSubject =>
                "Not subject to VAT: the place of supply is outside of it (Directive 2006/112/EC, articles 31 and 44)",
            VendorTaxes.SmallBusiness => "Small business: no tax is charged (Directive 2006/112/EC, article 284)",
            TaxReason.ReverseCharge => "Reverse charge: the buyer owes the tax (Directive 2006/112/EC, articles 138 and 196)",
            _ => "Shipping is not taxed at the place",
        };

    private static List<string> Notes(PaperContent content)
    {
        var notes = new List<string>();
        if (content.Kind == PaperKind.CreditNote)
        {
            notes.Add($"Why: {content.Reason}");
            notes.Add(GoesBack(content));
        }
        else if (content.Total == 0)
        {
            notes.Add("Nothing is to be paid.");
        }
        else if (content.Due > 0)
        {
            notes.Add(
                content.Prepaid > 0
                    ? $"{Amount(content.Prepaid, content.Currency)} was paid by {Day(content.Day)}."
                    : "Nothing of it was paid yet."
            );
            notes.Add(Reserved(content));
        }
        else
        {
            notes.Add(
                $"Paid on {Day(content.Day)}. Nothing is to be paid any more. The goods are delivered after that day unless said otherwise."
            );
        }

        return notes;
    }

    /// <summary>Of an invoice that is not paid whole: how the rest is (BT-20).</summary>
    internal static string Reserved(PaperContent content) =>
        $"{Amount(content.Due, content.Currency)} is reserved with your means of payment and taken when the rest leaves. You need not pay it yourself.";

    /// <summary>How a credit note is settled (BT-20).</summary>
    internal static string GoesBack(PaperContent content) =>
        content.Due == content.Total ? "The amount goes back the way it was paid."
        : content.Due == 0 ? "The amount was reserved and not taken: it is not taken any more, and nothing goes back."
        : $"{Amount(content.Due, content.Currency)} goes back the way it was paid. {Amount(content.Prepaid, content.Currency)} was reserved and not taken, and is not taken any more.";

    // Where not all of it has moved, what has and what has not.
    private static IEnumerable<PaperWord> Moved(PaperContent content)
    {
        if (content.Moved is null)
        {
            yield break;
        }

        var credit = content.Kind == PaperKind.CreditNote;
        yield return new(credit ? "Not taken before" : "Paid", Amount(content.Prepaid, content.Currency));
        yield return new(credit ? "Goes back" : "Reserved, not taken yet", Amount(content.Due, content.Currency));
    }

    private static NumberFormatInfo Format(int digits)
    {
        var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        format.NumberDecimalDigits = digits;
        return format;
    }
}
