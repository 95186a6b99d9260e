// The address of a quote or an order as bodies carry it: whole where a parcel is sent, the place alone where nothing is.
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Where it goes. Goods that are not sent, or fetched at a pickup point, need no name, street and city.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or XK.</param>
/// <param name="Name">Who lives there.</param>
/// <param name="Line1">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="PostalCode">Postal code; absent where a country has none.</param>
/// <param name="Line2">Further line.</param>
/// <param name="Region">State or province.</param>
public sealed record BuyerAddressBody(
    string Country,
    string? Name = null,
    string? Line1 = null,
    string? City = null,
    string? PostalCode = null,
    string? Line2 = null,
    string? Region = null
)
{
    internal PostalAddress Address() =>
        new(Name ?? string.Empty, Line1 ?? string.Empty, City ?? string.Empty, Country, PostalCode, Line2, Region);
}
