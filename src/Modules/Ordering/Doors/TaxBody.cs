// The taxes of a quote or an order as the HTTP API shows them.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>What became of looking a VAT number up.</summary>
/// <param name="Register">Where: vies, that of the European Union.</param>
/// <param name="State">
/// unchecked: nobody could say, so that the tax is charged; not_in_force: the register does not have the number, and the tax is charged.
/// </param>
/// <param name="CheckedAt">When the register was asked.</param>
/// <param name="Consultation">The register's own number of this look-up, where it gives one.</param>
public sealed record VatCheckBody(
    string Register,
    [OneOf(VatCheck.InForce, VatCheck.NotInForce, VatCheck.Unchecked)] string State,
    DateTimeOffset CheckedAt,
    string? Consultation
)
{
    internal static VatCheckBody? Of(VatCheck? check) =>
        check is null ? null : new(check.Register, check.State, DateTimeOffset.FromUnixTimeMilliseconds(check.AtMs), check.Consultation);
}

/// <summary>The tax of all lines of a class and of their part of the shipping.</summary>
/// <param name="Class">As the product says.</param>
/// <param name="Place">Whose rate it is: a country, a part of one (US-OR) or postal codes (US-94105).</param>
/// <param name="Rate">Percent.</param>
/// <param name="Included">Whether prices contain it.</param>
/// <param name="Base">What the rate is of: goods after discounts and their shipping, without the tax.</param>
/// <param name="Amount">The tax.</param>
public sealed record TaxBody(
    string Class,
    string Place,
    decimal Rate,
    bool Included,
    decimal Base,
    decimal Amount,
    [OneOf(TaxReason.Taxed, TaxReason.OneStopShop, TaxReason.ZeroRated, TaxReason.Export, TaxReason.Exempt, TaxReason.ReverseCharge)]
        string Reason
)
{
    internal static IReadOnlyList<TaxBody> Of(IReadOnlyList<TaxTerm> taxes, string currency) =>
        [
            .. taxes.Select(tax => new TaxBody(
                tax.Class,
                tax.Place,
                tax.Milli / 1000m,
                tax.Included,
                Currencies.ToMajor(tax.Base, currency),
                Currencies.ToMajor(tax.Amount, currency),
                tax.Reason
            )),
        ];

    /// <summary>For people: <c>Includes 7 % and 19 % tax</c>, or why there is none.</summary>
    internal static string Label(IReadOnlyList<TaxTerm> taxes)
    {
        if (taxes.Count > 0 && taxes.All(tax => tax.Reason == TaxReason.ReverseCharge))
        {
            return "No tax: reverse charge, the buyer owes it";
        }

        if (taxes.Count > 0 && taxes.All(tax => tax.Reason == TaxReason.Export))
        {
            return "No tax: export";
        }

        var rates = taxes
            .Select(tax => tax.Milli)
            .Distinct()
            .Order()
            .Select(milli => (milli / 1000m).ToString("0.### '%'", CultureInfo.InvariantCulture))
            .ToList();
        var list = rates.Count < 2 ? string.Concat(rates) : $"{string.Join(", ", rates[..^1])} and {rates[^1]}";
        return rates.Count == 0
            ? "0 % tax"
            : (taxes.All(tax => tax.Included || tax.Milli == 0) && taxes.Any(tax => tax.Included) ? "Includes " : string.Empty)
                + list
                + " tax";
    }
}
