// An address as bodies carry it; several calls share it.
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>A postal address.</summary>
/// <param name="Name">Who lives there.</param>
/// <param name="Line1">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Line2">Further line.</param>
/// <param name="Region">State or province.</param>
public sealed record PostalAddress(string Name, string Line1, string City, string PostalCode, string Country, string? Line2 = null, string? Region = null)
{
    /// <summary>As the contracts carry it, where absent is empty.</summary>
    public Address ToContract() => new()
    {
        Name = Name, Line1 = Line1, Line2 = Line2 ?? string.Empty, City = City, Region = Region ?? string.Empty, PostalCode = PostalCode, Country = Country,
    };

    /// <summary>From a contract; null when there is none.</summary>
    public static PostalAddress? From(Address? address) => address is null || address.Line1.Length == 0 ? null : new(
        address.Name, address.Line1, address.City, address.PostalCode, address.Country, NullIfEmpty(address.Line2), NullIfEmpty(address.Region));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
