// What is allowed in the settings and probably not meant: told beside them, never refused.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>Looks at settings beside what else the shop has.</summary>
public sealed class SettingsWarnings(ShippingMemory shipping, Rates rates, ShopPolicies policies, ShopSeller seller, TaxPolicy taxes)
{
    /// <summary>Who sells, as in force.</summary>
    internal Seller? Seller => seller.Who;

    /// <summary>All of them, by member.</summary>
    public async ValueTask<IReadOnlyList<SettingWarning>> Of(ShopSettings shop)
    {
        var warnings = new List<SettingWarning>();
        var shipped = (await shipping.Book()).Currencies;
        if (!shipped.Contains(shop.Currency) && !rates.All.Any(one => one.Currency == shop.Currency))
        {
            warnings.Add(
                new(
                    "currency",
                    $"Nothing is shipped in {shop.Currency}: no zone has a price in it, nor has the table. Write a zone under Shipping."
                )
            );
        }

        if (policies.Missing is { Count: > 0 } missing)
        {
            warnings.Add(new("policies", $"These texts are missing, which a shop for consumers must show: {string.Join(", ", missing)}."));
        }

        if (policies.All.Any(one => one.IsSample))
        {
            warnings.Add(new("policies", "Some texts are the demo's samples, which bind nobody. Write your own."));
        }

        if (seller.Who is null or { IsSample: true })
        {
            warnings.Add(
                new("seller", "Nobody has said who sells: no invoice is written until seller is, or Shop:Seller in the configuration.")
            );
        }

        if (taxes.Home is null && seller.Who is { IsSample: not true } who)
        {
            warnings.Add(
                new(
                    "taxes",
                    $"From where goods leave is not said: everybody pays the rate of their own place, and no business of another state of the Union buys without tax. Add Tax:Home={who.Country} to the configuration, if that is where they leave from."
                )
            );
        }

        if (shop.Contact.Email is null && shop.Contact.Phone is null)
        {
            warnings.Add(new("contact", "Neither an e-mail address nor a telephone number is said: shoppers cannot ask anybody."));
        }

        return warnings;
    }
}
