// From what is kept of a paper to the sheet that is printed.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>The words of papers.</summary>
internal static class PaperSheets
{
    /// <summary>The sheet of an invoice or a credit note.</summary>
    public static PaperSheet Of(Paper paper)
    {
        var content = paper.Content;
        var say = SheetWords.Of(content);
        var credit = content.Kind == PaperKind.CreditNote;
        var facts = new List<PaperWord>
        {
            new(say.Say(credit ? "Credit note" : "Invoice"), paper.Number),
            new(say.Say("Date"), say.Day(content.Day)),
            new(say.Say("Order"), content.OrderId),
            new(say.Say("Ordered on"), say.Day(content.Ordered)),
        };
        if (content.Corrects is { } corrects)
        {
            facts.Add(new(say.Say(credit ? "Corrects invoice" : "Adds to invoice"), corrects));
        }

        if (content.BuyerVatNumber is { } vat)
        {
            facts.Add(new(say.Say("Your VAT number"), vat));
        }

        return new(
            $"{say.Say(credit ? "Credit note" : content.Corrects is null ? "Invoice" : "Further invoice")} {paper.Number}",
            say.Language,
            Sender(content.Seller),
            Recipient(content.Buyer),
            facts,
            [Lines(content), Taxes(content)],
            [
                new(say.Say("Net"), say.Amount(content.Net, content.Currency)),
                .. content
                    .Taxes.Where(tax => tax.Amount != 0)
                    .Select(tax => new PaperWord(say.Say("Tax {0}", say.Rate(tax.Milli)), say.Amount(tax.Amount, content.Currency))),
                new(say.Say(credit ? "Credited" : "Total"), say.Amount(content.Total, content.Currency)),
                .. Moved(content, say),
            ],
            Notes(content, say),
            Footer(content.Seller, say),
            content.Seller.IsSample is true ? say.Say("SAMPLE OF A DEMO: NO INVOICE") : null
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
    public static string Footer(Seller seller) => Footer(seller, SheetWords.English);

    private static string Footer(Seller seller, SheetWords say) =>
        string.Join(
            " · ",
            new[]
            {
                seller.Name,
                seller.Register,
                seller.VatNumber is { } vat ? say.Say("VAT number {0}", vat) : null,
                seller.TaxNumber is { } number ? say.Say("Tax number {0}", number) : null,
            }.Where(text => text is not null)
        );

    /// <summary>An amount with its currency: <c>1,234.50 EUR</c>.</summary>
    public static string Amount(long minor, string currency) => SheetWords.English.Amount(minor, currency);

    public static string Number(long minor, string currency) => SheetWords.English.Number(minor, currency);

    public static string Rate(long milli) => SheetWords.English.Rate(milli);

    public static string Day(DateOnly day) => SheetWords.English.Day(day);

    internal static string[] Recipient(Web.PostalAddress to) =>
        [to.Name, to.Line1, to.Line2 ?? string.Empty, $"{to.PostalCode} {to.City}".Trim(), to.Region ?? string.Empty, to.Country];

    internal static PaperTable Lines(PaperContent content)
    {
        var say = SheetWords.Of(content);
        return new(
            [
                new(say.Say("Item"), 40),
                new(say.Say("Quantity"), 11, Right: true),
                new(say.Say("Unit price, net ({0})", content.Currency), 16, Right: true),
                new(say.Say("Tax"), 10, Right: true),
                new(say.Say("Net ({0})", content.Currency), 15, Right: true),
                new(say.Say("With tax ({0})", content.Currency), 16, Right: true),
            ],
            [
                .. content.Lines.Select(line =>
                    (IReadOnlyList<string>)
                        [
                            Name(line, content.Currency, say),
                            say.InForm(line.Quantity, "N0"),
                            UnitPrice(line, content.Currency, say),
                            say.Rate(line.Milli),
                            say.Number(line.Net, content.Currency),
                            say.Number(line.Gross, content.Currency),
                        ]
                ),
            ]
        );
    }

    internal static PaperTable Taxes(PaperContent content)
    {
        var say = SheetWords.Of(content);
        return new(
            [
                new(say.Say("Tax rate"), 14),
                new(say.Say("Why"), 46),
                new(say.Say("On ({0})", content.Currency), 20, Right: true),
                new(say.Say("Tax ({0})", content.Currency), 20, Right: true),
            ],
            [
                .. content.Taxes.Select(tax =>
                    (IReadOnlyList<string>)
                        [
                            say.Rate(tax.Milli),
                            say.Say(Why(tax.Reason)),
                            say.Number(tax.Base, content.Currency),
                            say.Number(tax.Amount, content.Currency),
                        ]
                ),
            ]
        );
    }

    private const string Reduction = "Reduction: ";

    private static string Name(PaperLine line, string currency, SheetWords say)
    {
        // The shop's own words, as they were written down; what a product is called is the seller's.
        var name =
            line.Key == PaperLine.Shipping ? say.Say(line.Name)
            : line.Name.StartsWith(Reduction, StringComparison.Ordinal) ? say.Say(Reduction + "{0}", line.Name[Reduction.Length..])
            : line.Name;
        return line.Discount == 0
            ? name
            : say.Say(
                line.Included ? "{0} ({1} each with tax, less {2})" : "{0} ({1} each, less {2})",
                name,
                say.Number(line.UnitPrice, currency),
                say.Number(line.Discount, currency)
            );
    }

    // Without tax and after discounts (Directive 2006/112/EC, article 226 (8)), with as many digits as it takes to see what a unit costs.
    private static string UnitPrice(PaperLine line, string currency, SheetWords say)
    {
        var digits = Currencies.MinorDigits(currency);
        var price = Currencies.ToMajor(line.Net, currency) / line.Quantity;
        return say.InForm(price, "#,##0." + new string('0', digits) + "##").TrimEnd('.', ',');
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

    private static List<string> Notes(PaperContent content, SheetWords say)
    {
        var notes = new List<string>();
        if (content.Kind == PaperKind.CreditNote)
        {
            notes.Add(say.Say("Why: {0}", say.Say(content.Reason ?? string.Empty)));
            notes.Add(GoesBack(content));
        }
        else if (content.Total == 0)
        {
            notes.Add(say.Say("Nothing is to be paid."));
        }
        else if (content.Due > 0)
        {
            notes.Add(
                content.Prepaid > 0
                    ? say.Say("{0} was paid by {1}.", say.Amount(content.Prepaid, content.Currency), say.Day(content.Day))
                    : say.Say("Nothing of it was paid yet.")
            );
            notes.Add(Reserved(content));
        }
        else
        {
            notes.Add(
                say.Say(
                    "Paid on {0}. Nothing is to be paid any more. The goods are delivered after that day unless said otherwise.",
                    say.Day(content.Day)
                )
            );
        }

        return notes;
    }

    /// <summary>Of an invoice that is not paid whole: how the rest is (BT-20).</summary>
    internal static string Reserved(PaperContent content)
    {
        var say = SheetWords.Of(content);
        return say.Say(
            "{0} is reserved with your means of payment and taken when the rest leaves. You need not pay it yourself.",
            say.Amount(content.Due, content.Currency)
        );
    }

    /// <summary>How a credit note is settled (BT-20).</summary>
    internal static string GoesBack(PaperContent content)
    {
        var say = SheetWords.Of(content);
        return content.Due == content.Total ? say.Say("The amount goes back the way it was paid.")
            : content.Due == 0 ? say.Say("The amount was reserved and not taken: it is not taken any more, and nothing goes back.")
            : say.Say(
                "{0} goes back the way it was paid. {1} was reserved and not taken, and is not taken any more.",
                say.Amount(content.Due, content.Currency),
                say.Amount(content.Prepaid, content.Currency)
            );
    }

    // Where not all of it has moved, what has and what has not.
    private static IEnumerable<PaperWord> Moved(PaperContent content, SheetWords say)
    {
        if (content.Moved is null)
        {
            yield break;
        }

        var credit = content.Kind == PaperKind.CreditNote;
        yield return new(say.Say(credit ? "Not taken before" : "Paid"), say.Amount(content.Prepaid, content.Currency));
        yield return new(say.Say(credit ? "Goes back" : "Reserved, not taken yet"), say.Amount(content.Due, content.Currency));
    }
}
