// Which tax stands on the papers between the shop and a vendor: on what the vendor sells to the shop, and on the commission. Pure; articles
// are those of Directive 2006/112/EC.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A rate and why it is that.</summary>
/// <param name="Milli">Thousandths of a percent; amounts of the ledger contain it.</param>
/// <param name="Reason">One of <see cref="TaxReason.All"/>, or of the constants of <see cref="VendorTaxes"/>.</param>
public sealed record VendorTax(long Milli, string Reason);

/// <summary>The rules.</summary>
public static class VendorTaxes
{
    /// <summary>A service to a business of another state of the Union, which owes the tax itself (articles 44 and 196).</summary>
    public const string ReverseChargeService = "reverse_charge_service";

    /// <summary>
    /// Not within the value added tax of the Union: a service to or goods of a business outside of it (articles 44 and 31).
    /// </summary>
    public const string NotSubject = "not_subject";

    /// <summary>A small business charges none (article 284).</summary>
    public const string SmallBusiness = "small_business";

    private static bool IsUnions(string country) => TaxRows.States.Contains(country);

    /// <summary>
    /// The tax on the shop's commission, a service to a business, which is taxed where that business is (article 44): at home the standard
    /// rate of the shop's country, whether the vendor is small or not; in another state of the Union the vendor owes it; elsewhere it is
    /// not subject to it. Refused with <c>tax_unknown</c> where the table has no rate: never nothing by default.
    /// </summary>
    public static Outcome<VendorTax> OnCommission(TaxBook book, Seller shop, Trader vendor, DateOnly day) =>
        shop.Country == vendor.Country ? Rate(book, TaxAddress.Of(shop.Country, null, shop.PostalCode), TaxClasses.Standard, day)
        : IsUnions(shop.Country) && IsUnions(vendor.Country) ? new VendorTax(0, ReverseChargeService)
        : new VendorTax(0, NotSubject);

    /// <summary>
    /// The tax on goods that a vendor sells to the shop, which leave its country for the shop's buyer. The shop is the one in the middle of
    /// a chain, so that the transport belongs to the sale to it, unless it is registered where the goods leave (article 36a): then the
    /// vendor's sale is one at home. Refused with <c>tax_unknown</c>.
    /// </summary>
    /// <param name="to">The buyer's country.</param>
    /// <param name="taxClass">Of the goods.</param>
    /// <param name="day">Of the sale.</param>
    public static Outcome<VendorTax> OnSupply(TaxBook book, Seller shop, Trader vendor, string to, string taxClass, DateOnly day)
    {
        if (vendor.VatStatus == VatStatus.SmallBusiness && (IsUnions(vendor.Country) || vendor.Country == shop.Country))
        {
            return new VendorTax(0, SmallBusiness);
        }

        var home = vendor.Country == shop.Country;
        return !home && !IsUnions(vendor.Country) ? new VendorTax(0, NotSubject)
            : !home && !IsUnions(to) ? new VendorTax(0, TaxReason.Export)
            : !home && to != vendor.Country && IsUnions(shop.Country) ? new VendorTax(0, TaxReason.ReverseCharge)
            : Rate(book, TaxAddress.Of(vendor.Country, vendor.Region, vendor.PostalCode), taxClass, day);
    }

    private static Outcome<VendorTax> Rate(TaxBook book, TaxAddress at, string taxClass, DateOnly day)
    {
        if (book.Find(at, taxClass, day, out var apart) is not { } row)
        {
            return TaxRows.Unknown(book, at, taxClass, apart, day);
        }

        var tax = ClassTax.Of(taxClass, row);
        return new VendorTax(tax.Rate.Milli, tax.Reason);
    }
}
