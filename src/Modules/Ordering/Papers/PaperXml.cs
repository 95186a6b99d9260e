// An invoice or a credit note as data: EN 16931 in the syntax of UBL 2.1 (OASIS, ISO/IEC 19845). Elements stand in the order of its schema;
// BT and BG are the terms of the standard.
using System.Globalization;
using System.Text;
using System.Xml;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Writes it.</summary>
internal static class PaperXml
{
    private const string Basic = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private const string Aggregate = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private const string Specification = "urn:cen.eu:en16931:2017";

    // UN/ECE Recommendation 20: one of something.
    private const string Piece = "C62";

    public static byte[] Of(Paper paper)
    {
        var content = paper.Content;
        var credit = VendorPaperKind.IsCredit(content.Kind);
        var root = credit ? "CreditNote" : "Invoice";
        using var written = new MemoryStream();
        using (
            var xml = XmlWriter.Create(
                written,
                new()
                {
                    Encoding = new UTF8Encoding(false),
                    Indent = true,
                    NewLineChars = "\n",
                }
            )
        )
        {
            xml.WriteStartElement(root, $"urn:oasis:names:specification:ubl:schema:xsd:{root}-2");
            xml.WriteAttributeString("xmlns", "cac", null, Aggregate);
            xml.WriteAttributeString("xmlns", "cbc", null, Basic);
            Text(xml, "CustomizationID", Specification);
            Text(xml, "ID", paper.Number);
            Text(xml, "IssueDate", Day(content.Day));
            Text(xml, root + "TypeCode", TypeOf(content.Kind));
            Text(xml, "Note", content.Reason);
            Text(xml, "Note", VendorPaperKind.IsSelfBilled(content.Kind) ? "Self-billing" : null);
            Text(xml, "Note", content.Seller.IsSample is true ? "A sample of a demo: no invoice." : null);
            Text(xml, "DocumentCurrencyCode", content.Currency);
            var taxes = Breakdown(content);
            var settled = content.From is not null;
            if (content is { From: { } from, To: { } to })
            {
                Inside(
                    xml,
                    "InvoicePeriod",
                    () =>
                    {
                        Text(xml, "StartDate", Day(from));
                        Text(xml, "EndDate", Day(to));
                    }
                );
            }
            else if (taxes.Any(tax => tax.Category == "K"))
            {
                // BR-IC-11: goods that go to another state need a time; they leave from this day on.
                Inside(xml, "InvoicePeriod", () => Text(xml, "StartDate", Day(content.Day)));
            }

            if (!settled)
            {
                Inside(xml, "OrderReference", () => Text(xml, "ID", content.OrderId));
            }

            if (content.Corrects is { } corrects)
            {
                Inside(xml, "BillingReference", () => Inside(xml, "InvoiceDocumentReference", () => Text(xml, "ID", corrects)));
            }

            // BR-O-02: where the tax does not apply at all, nobody's number for it stands there.
            var noVat = taxes.Any(tax => tax.Category == "O");
            Inside(xml, "AccountingSupplierParty", () => Inside(xml, "Party", () => SellerParty(xml, content.Seller, noVat)));
            Inside(xml, "AccountingCustomerParty", () => Inside(xml, "Party", () => BuyerParty(xml, content, noVat)));
            Inside(xml, "Delivery", () => Inside(xml, "DeliveryLocation", () => Inside(xml, "Address", () => Address(xml, content.Buyer))));
            if (settled)
            {
                Inside(xml, "PaymentTerms", () => Text(xml, "Note", $"Settled with the vendor's account, statement {content.OrderId}."));
            }
            else if (content.Due > 0 || credit)
            {
                // BR-CO-25: an amount that is due needs terms.
                var terms = credit ? PaperSheets.GoesBack(content) : PaperSheets.Reserved(content);
                Inside(xml, "PaymentTerms", () => Text(xml, "Note", terms));
            }

            Inside(
                xml,
                "TaxTotal",
                () =>
                {
                    Amount(xml, "TaxAmount", content.Tax, content.Currency);
                    foreach (var tax in taxes)
                    {
                        Subtotal(xml, tax, content.Currency);
                    }
                }
            );
            Inside(
                xml,
                "LegalMonetaryTotal",
                () =>
                {
                    Amount(xml, "LineExtensionAmount", content.Net, content.Currency);
                    Amount(xml, "TaxExclusiveAmount", content.Net, content.Currency);
                    Amount(xml, "TaxInclusiveAmount", content.Total, content.Currency);
                    if (!credit || content.Prepaid > 0)
                    {
                        Amount(xml, "PrepaidAmount", content.Prepaid, content.Currency);
                    }

                    Amount(xml, "PayableAmount", content.Due, content.Currency);
                }
            );
            for (var i = 0; i < content.Lines.Count; i++)
            {
                Line(xml, content.Lines[i], i + 1, content.Currency, credit);
            }

            xml.WriteEndElement();
        }

        return written.ToArray();
    }

    /// <summary>The tax by category and rate (BG-23): what the standard knows by one code stands in one row.</summary>
    internal static IReadOnlyList<(string Category, long Milli, string Reason, long Base, long Amount)> Breakdown(PaperContent content) =>
        [
            .. content
                .Taxes.GroupBy(tax => (Category: Category(tax.Reason, tax.Milli), tax.Milli))
                .Select(group =>
                    (group.Key.Category, group.Key.Milli, group.First().Reason, group.Sum(tax => tax.Base), group.Sum(tax => tax.Amount))
                ),
        ];

    // UNTDID 1001, as EN 16931 lets invoices and credit notes have it.
    private static string TypeOf(string kind) =>
        kind switch
        {
            VendorPaperKind.SelfBilledInvoice => "389",
            VendorPaperKind.SelfBilledCreditNote => "261",
            _ => VendorPaperKind.IsCredit(kind) ? "381" : "380",
        };

    /// <summary>UNCL 5305, as EN 16931 uses it.</summary>
    private static string Category(string reason, long milli) =>
        reason switch
        {
            TaxReason.Export => "G",
            TaxReason.ReverseCharge => "K",
            VendorTaxes.ReverseChargeService => "AE",
            VendorTaxes.NotSubject => "O",
            TaxReason.Exempt or PaperLine.NotTaxed or VendorTaxes.SmallBusiness => "E",
            _ => milli > 0 ? "S" : "Z",
        };

    private static void Subtotal(
        XmlWriter xml,
        (string Category, long Milli, string Reason, long Base, long Amount) tax,
        string currency
    ) =>
        Inside(
            xml,
            "TaxSubtotal",
            () =>
            {
                Amount(xml, "TaxableAmount", tax.Base, currency);
                Amount(xml, "TaxAmount", tax.Amount, currency);
                Inside(
                    xml,
                    "TaxCategory",
                    () =>
                    {
                        Text(xml, "ID", tax.Category);
                        Text(xml, "Percent", tax.Category == "O" ? null : Percent(tax.Milli));
                        var (code, words) = tax.Category switch
                        {
                            "G" => ("VATEX-EU-G", "Export outside the EU"),
                            "K" => ("VATEX-EU-IC", "Intra-Community supply: the buyer owes the tax"),
                            "AE" => ("VATEX-EU-AE", "Reverse charge: the recipient owes the tax"),
                            "O" => ("VATEX-EU-O", "Not subject to VAT"),
                            "E" => (
                                null,
                                tax.Reason switch
                                {
                                    PaperLine.NotTaxed => "Shipping is not taxed at the place",
                                    VendorTaxes.SmallBusiness => "Small business: no tax is charged (Directive 2006/112/EC, article 284)",
                                    _ => "No tax is levied",
                                }
                            ),
                            _ => ((string?)null, (string?)null),
                        };
                        Text(xml, "TaxExemptionReasonCode", code);
                        Text(xml, "TaxExemptionReason", words);
                        Scheme(xml, "VAT");
                    }
                );
            }
        );

    private static void Line(XmlWriter xml, PaperLine line, int number, string currency, bool credit) =>
        Inside(
            xml,
            credit ? "CreditNoteLine" : "InvoiceLine",
            () =>
            {
                Text(xml, "ID", number.ToString(CultureInfo.InvariantCulture));
                Counted(xml, credit ? "CreditedQuantity" : "InvoicedQuantity", line.Quantity);
                Amount(xml, "LineExtensionAmount", line.Net, currency);
                Inside(
                    xml,
                    "Item",
                    () =>
                    {
                        Text(xml, "Name", line.Name);
                        Inside(xml, "SellersItemIdentification", () => Text(xml, "ID", line.Key));
                        Inside(
                            xml,
                            "ClassifiedTaxCategory",
                            () =>
                            {
                                var category = Category(line.Reason, line.Milli);
                                Text(xml, "ID", category);
                                Text(xml, "Percent", category == "O" ? null : Percent(line.Milli));
                                Scheme(xml, "VAT");
                            }
                        );
                    }
                );

                // The price of as many as there are (BT-146 with BT-149): times the quantity it is the line to the unit, which a price of
                // one with the tax taken out of it would not be.
                Inside(
                    xml,
                    "Price",
                    () =>
                    {
                        // Neither is ever below zero (BR-27): what comes back has a quantity below it.
                        Amount(xml, "PriceAmount", Math.Abs(line.Net), currency);
                        Counted(xml, "BaseQuantity", Math.Abs(line.Quantity));
                    }
                );
            }
        );

    private static void SellerParty(XmlWriter xml, Seller seller, bool noVat)
    {
        Inside(
            xml,
            "PostalAddress",
            () =>
            {
                Text(xml, "StreetName", seller.Street);
                Text(xml, "CityName", seller.City);
                Text(xml, "PostalZone", seller.PostalCode);
                Inside(xml, "Country", () => Text(xml, "IdentificationCode", seller.Country));
            }
        );
        Registered(xml, noVat ? null : seller.VatNumber, "VAT");
        Registered(xml, seller.TaxNumber, "FC");
        Inside(
            xml,
            "PartyLegalEntity",
            () =>
            {
                Text(xml, "RegistrationName", seller.Name);

                // BR-CO-26: the seller is told apart by some number.
                Text(xml, "CompanyID", noVat ? seller.VatNumber ?? seller.TaxNumber : null);
                Text(xml, "CompanyLegalForm", seller.Register);
            }
        );
        if (seller.Email is { } email)
        {
            Inside(xml, "Contact", () => Text(xml, "ElectronicMail", email));
        }
    }

    private static void BuyerParty(XmlWriter xml, PaperContent content, bool noVat)
    {
        Inside(xml, "PostalAddress", () => Address(xml, content.Buyer));
        Registered(xml, noVat ? null : content.BuyerVatNumber, "VAT");
        Inside(xml, "PartyLegalEntity", () => Text(xml, "RegistrationName", content.Buyer.Name));
    }

    private static void Address(XmlWriter xml, PostalAddress address)
    {
        Text(xml, "StreetName", address.Line1);
        Text(xml, "AdditionalStreetName", address.Line2);
        Text(xml, "CityName", address.City);
        Text(xml, "PostalZone", address.PostalCode);
        Text(xml, "CountrySubentity", address.Region);
        Inside(xml, "Country", () => Text(xml, "IdentificationCode", address.Country));
    }

    private static void Registered(XmlWriter xml, string? number, string scheme)
    {
        if (number is not null)
        {
            Inside(
                xml,
                "PartyTaxScheme",
                () =>
                {
                    Text(xml, "CompanyID", number);
                    Scheme(xml, scheme);
                }
            );
        }
    }

    private static void Scheme(XmlWriter xml, string name) => Inside(xml, "TaxScheme", () => Text(xml, "ID", name));

    private static void Inside(XmlWriter xml, string name, Action content)
    {
        xml.WriteStartElement("cac", name, Aggregate);
        content();
        xml.WriteEndElement();
    }

    // An element without a text is refused by the standard (PEPPOL-EN16931-R008), so it is left out.
    private static void Text(XmlWriter xml, string name, string? text)
    {
        var said = text is null ? string.Empty : string.Concat(text.EnumerateRunes().Where(IsOfXml)).Trim();
        if (said.Length > 0)
        {
            xml.WriteElementString("cbc", name, Basic, said);
        }
    }

    private static void Amount(XmlWriter xml, string name, long minor, string currency)
    {
        xml.WriteStartElement("cbc", name, Basic);
        xml.WriteAttributeString("currencyID", currency);
        xml.WriteString(Currencies.ToMajor(minor, currency).ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static void Counted(XmlWriter xml, string name, long quantity)
    {
        xml.WriteStartElement("cbc", name, Basic);
        xml.WriteAttributeString("unitCode", Piece);
        xml.WriteString(quantity.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }

    private static bool IsOfXml(Rune rune) => rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and not (0xFFFE or 0xFFFF));

    private static string Percent(long milli) => (milli / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
