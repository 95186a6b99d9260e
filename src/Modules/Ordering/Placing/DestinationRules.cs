// Where an order goes, as far as it must be known: a whole address where a parcel is sent, and the place alone where nothing is.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class DestinationRules
{
    /// <summary>
    /// An address, or of one only what tax goes by: country, region, postal code. Whether that is enough is known with the goods. Of
    /// what is fetched it says no more than who comes.
    /// </summary>
    public static Check Destination(this Check check, string field, PostalAddress? address, string? method) =>
        address is null ? check
        : method != Rates.Pickup && !address.IsPlaceAlone() ? check.Address(field, address)
        : check
            .Text($"{field}.name", address.Name, min: 0)
            .Text($"{field}.region", address.Region, Kernel.Limits.AddressCharsMax, min: 0)
            .Text($"{field}.postal_code", address.PostalCode, 20, min: 0)
            .That(
                Countries.IsKnown(address.Country),
                $"{field}.country",
                "must be the code of a country in two capital letters (ISO 3166-1, and XK), such as DE"
            );

    /// <summary>Whether nobody is named there, no street and no city.</summary>
    public static bool IsPlaceAlone(this PostalAddress address) =>
        (address.Name + address.Line1 + address.Line2 + address.City).Length == 0;

    /// <summary>The place without whoever lives there: nothing by which a buyer is known again.</summary>
    public static PostalAddress PlaceAlone(this PostalAddress address) => new(string.Empty, string.Empty, string.Empty, address.Country);

    /// <summary>Why a parcel cannot be sent there; null when it can, or none is sent.</summary>
    /// <param name="address">Null where none was given.</param>
    public static Refusal? Incomplete(this ShippingChoice choice, PostalAddress? address) =>
        !choice.NeedsStreet ? null
        : address is null ? new Check().Required("shipping_address", null).Refused
        : new Check().Address("shipping_address", address).Refused;
}
