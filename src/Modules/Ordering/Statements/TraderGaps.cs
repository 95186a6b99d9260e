// What is missing of a vendor's details, and for what: nothing is guessed, and whoever can fill it in is told exactly what it is.
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>A member that is missing, or that does not hold.</summary>
/// <param name="Field">
/// The member of the vendor's details; <c>self_billing</c> for the agreement, <c>shop_…</c> for what the shop lacks.
/// </param>
/// <param name="For">One of the constants of <see cref="TraderGaps"/>.</param>
/// <param name="Sentence">What to do.</param>
public sealed record TraderGap(string Field, string For, string Sentence);

/// <summary>Finds them. Pure.</summary>
public static class TraderGaps
{
    /// <summary>What buyers and authorities may ask for of a trader.</summary>
    public const string Trader = "trader";

    /// <summary>The invoice for what the vendor sells to the shop, which the shop writes.</summary>
    public const string SelfBilling = "self_billing";

    /// <summary>The shop's invoice for its commission.</summary>
    public const string Commission = "commission";

    /// <summary>The member that stands for a rate which the shop's tables do not have.</summary>
    public const string ShopTax = "shop_tax";

    private static readonly string[] Papers = [SelfBilling, Commission];

    /// <summary>All of them; empty where every paper can be written.</summary>
    /// <param name="trader">Null where nothing is known yet.</param>
    /// <param name="shop">Null where the shop has not said who sells.</param>
    public static IReadOnlyList<TraderGap> Of(Trader? trader, Seller? shop)
    {
        var gaps = new List<TraderGap>();
        void Missing(bool missing, string field, string sentence, params string[] purposes)
        {
            if (missing)
            {
                gaps.AddRange(purposes.Select(purpose => new TraderGap(field, purpose, sentence)));
            }
        }

        Missing(
            shop is null,
            "shop_seller",
            "The shop has not said who it is: its staff set Shop:Seller:Name, its address and its tax number.",
            Papers
        );
        if (trader is null)
        {
            Missing(
                true,
                "legal_name",
                "Give the legal name, the address, the tax status and the numbers of the vendor.",
                [Trader, .. Papers]
            );
            return gaps;
        }

        string[] all = [Trader, .. Papers];
        Missing(trader.Street is null, "street", "Give street and number.", all);
        Missing(trader.City is null, "city", "Give the city.", all);
        Missing(
            trader.PostalCode is null && Countries.HasPostalCodes(trader.Country),
            "postal_code",
            "Give the postal code: addresses in this country have one.",
            all
        );
        Missing(trader.Email is null, "email", "Give an e-mail address.", Trader);
        Missing(trader.Phone is null, "phone", "Give a telephone number.", Trader);
        var isUnions = TaxRows.States.Contains(trader.Country);
        var elsewhere = shop is not null && shop.Country != trader.Country && isUnions && TaxRows.States.Contains(shop.Country);
        Missing(
            trader is { VatStatus: VatStatus.Registered, VatNumber: null } && isUnions,
            "vat_number",
            "Give the VAT number: who is registered has one, and an invoice names it.",
            all
        );
        Missing(
            trader is { VatStatus: VatStatus.SmallBusiness, VatNumber: null } && elsewhere,
            "vat_number",
            "Give the VAT number: a business that buys services in another state has one, also a small one (Directive 2006/112/EC, article 214).",
            Commission
        );
        Missing(
            trader is { VatNumber: null, TaxNumber: null } && !(trader.VatStatus == VatStatus.Registered && isUnions),
            "tax_number",
            "Give the number at the tax office, or a VAT number: an invoice names one of them.",
            SelfBilling
        );
        var isOut = trader is { VatNumber: not null, VatCheck.State: VatCheck.NotInForce };
        const string Out = "The register says that the VAT number is not in force. Compare it, or have it put in force.";
        Missing(isOut && (elsewhere || trader.VatStatus == VatStatus.Registered), "vat_number", Out, SelfBilling);
        Missing(isOut && elsewhere, "vat_number", Out, Commission);
        Missing(
            elsewhere && trader is { VatNumber: not null, VatCheck.State: VatCheck.Unchecked },
            "vat_number",
            "The VAT number could not be looked up yet; it is tried again every hour.",
            Papers
        );
        Missing(
            elsewhere && shop!.VatNumber is null,
            "shop_vat_number",
            "Trade with another state of the Union needs the shop's VAT number: its staff set Shop:Seller:VatNumber.",
            Papers
        );
        Missing(
            shop is not null && shop.Country == trader.Country && TaxParts.Sets(shop.Country),
            "country",
            "The rules of this country for sales between businesses are set by its parts and are not known here: the statement is what there is.",
            Papers
        );
        Missing(
            trader.SelfBilling is null,
            "self_billing",
            "The vendor has not agreed that the shop writes its invoices. It can on its page of statements.",
            SelfBilling
        );
        return gaps;
    }
}
