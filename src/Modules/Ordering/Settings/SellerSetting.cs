// Who sells, as the owner writes it in the admin: whole, or not at all.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>
/// The seller of invoices. Name, street, city, country, the postal code where the country has them, and a number are required.
/// </summary>
/// <param name="Name">The legal name.</param>
/// <param name="Country">ISO 3166-1, two letters.</param>
/// <param name="VatNumber">With its letters; its form and check digits are looked at.</param>
/// <param name="TaxNumber">Of a seller without a VAT number, or beside it.</param>
/// <param name="Register">Where the company is registered, and what else its letters must say.</param>
public sealed record SellerSetting(
    string? Name = null,
    string? Street = null,
    string? PostalCode = null,
    string? City = null,
    string? Country = null,
    string? VatNumber = null,
    string? TaxNumber = null,
    string? Register = null,
    string? Email = null
)
{
    /// <summary>As papers keep it; only of one without <see cref="Faults"/>.</summary>
    internal Seller Kept =>
        new(
            Name!.Trim(),
            Street!.Trim(),
            PostalCode?.Trim(),
            City!.Trim(),
            Country!,
            VatNumber is { } vat ? ShopSeller.Vat(vat).Value : null,
            TaxNumber?.Trim(),
            Register?.Trim(),
            Email?.Trim()
        );

    /// <summary>What an imprint says of it, where the owner has not written a contact beside.</summary>
    internal ShopContact Contact =>
        new(
            Name,
            string.Join('\n', new[] { Street, string.Join(' ', new[] { PostalCode, City }.OfType<string>()), Country }.OfType<string>()),
            Email,
            null,
            Register
        );

    /// <summary>Notes what an invoice could not be written with.</summary>
    internal static void Faults(Check check, SellerSetting? seller)
    {
        if (seller is null)
        {
            return;
        }

        check
            .Text("seller.name", seller.Name, ShopSeller.CharsMax)
            .Text("seller.street", seller.Street, ShopSeller.CharsMax)
            .Text("seller.postal_code", seller.PostalCode, ShopSeller.CharsMax)
            .Text("seller.city", seller.City, ShopSeller.CharsMax)
            .Text("seller.vat_number", seller.VatNumber, ShopSeller.CharsMax)
            .Text("seller.tax_number", seller.TaxNumber, ShopSeller.CharsMax)
            .Text("seller.register", seller.Register, ShopSeller.CharsMax)
            .Email("seller.email", seller.Email)
            .That(seller.Name is not null, "seller.name", "is required: an invoice names who sells")
            .That(seller.Street is not null, "seller.street", "is required: an invoice has the seller's address")
            .That(seller.City is not null, "seller.city", "is required: an invoice has the seller's address")
            .That(Countries.IsKnown(seller.Country), "seller.country", "must be the code of a country, such as DE")
            .That(
                seller.PostalCode is not null || seller.Country is null || !Countries.HasPostalCodes(seller.Country),
                "seller.postal_code",
                "is required in this country"
            )
            .That(
                seller.VatNumber is not null || seller.TaxNumber is not null,
                "seller.vat_number",
                "is required, or a tax_number: an invoice names one of them"
            );
        if (seller.VatNumber is { } vat && ShopSeller.Vat(vat).Refused is { } wrong)
        {
            check.That(false, "seller.vat_number", wrong.Detail);
        }
    }
}
