// A place of the shop's own where goods are fetched.
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A pickup point as staff wrote it.</summary>
/// <param name="Hours">When it is open, in words; null: nobody has said.</param>
/// <param name="Note">What whoever comes must know; null for nothing.</param>
/// <param name="ReadyInDays">Working days until goods lie ready; 0 is the same day.</param>
public sealed record PickupPoint(
    string Id,
    string Name,
    string Line1,
    string City,
    string Country,
    string? PostalCode,
    string? Region,
    string? Hours,
    string? Note,
    int ReadyInDays
)
{
    /// <summary>The address of an order that is fetched here: taxes go by it, and vendors send their goods to it.</summary>
    public PostalAddress AddressFor(string buyer) => new(buyer, Line1, City, Country, PostalCode, null, Region);
}
