// An address as bodies carry it; several calls share it.
using System.Text.Json.Serialization;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>A postal address.</summary>
/// <param name="Name">Who lives there.</param>
/// <param name="Line1">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="Country">ISO 3166-1 alpha-2, or XK.</param>
/// <param name="PostalCode">Postal code; absent where a country has none.</param>
/// <param name="Line2">Further line.</param>
/// <param name="Region">State or province.</param>
/// <remarks>
/// Written in the order in which orders have always hashed it, and each member as it was read: an older order may have a code of blanks.
/// </remarks>
public sealed record PostalAddress(
    string Name,
    string Line1,
    string City,
    [property: JsonPropertyOrder(1)] string Country,
    string? PostalCode = null,
    [property: JsonPropertyOrder(1)] string? Line2 = null,
    [property: JsonPropertyOrder(1)] string? Region = null
)
{
    /// <summary>As the contracts carry it, where absent is empty.</summary>
    public Address ToContract() =>
        new()
        {
            Name = Name,
            Line1 = Line1,
            Line2 = Line2 ?? string.Empty,
            City = City,
            Region = Region ?? string.Empty,
            PostalCode = PostalCode ?? string.Empty,
            Country = Country,
        };

    /// <summary>From a contract; null when there is none.</summary>
    public static PostalAddress? From(Address? address) =>
        address is null || address.Line1.Length == 0
            ? null
            : new(
                address.Name,
                address.Line1,
                address.City,
                address.Country,
                NullIfEmpty(address.PostalCode),
                NullIfEmpty(address.Line2),
                NullIfEmpty(address.Region)
            );

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
