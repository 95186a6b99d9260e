// What one unit would cost somewhere, by the rows as they are and with one that somebody is about to write.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>The slice behind POST /api/tax-rates/example. Nothing is written.</summary>
public sealed class TaxExample(ShopTaxes taxes)
{
    /// <summary>Both sides, or every fault of what was asked.</summary>
    public async ValueTask<Outcome<TaxExampleReply>> Of(TaxExampleBody asked)
    {
        var country = asked.Country.ToUpperInvariant();
        var taxClass = asked.TaxClass ?? TaxClasses.Standard;
        var check = new Check()
            .That(Countries.IsKnown(country), "country", "must be the code of a country in two letters (ISO 3166-1), such as DE")
            .That(TaxClasses.IsClass(taxClass), "tax_class", TaxClasses.Sentence)
            .Text("region", asked.Region, min: 0)
            .Text("postal_code", asked.PostalCode, 20, min: 0);
        var price = check.Money("price", asked.Price, asked.Currency);
        if (check.Refused is { } refused)
        {
            return refused;
        }

        VatNumber? number = null;
        if (!string.IsNullOrWhiteSpace(asked.VatNumber) && !VatNumber.Read(asked.VatNumber).Is(out number, out refused))
        {
            return refused;
        }

        TaxRow? row = null;
        if (asked.Row is not null && !asked.Row.Checked().Is(out row, out refused))
        {
            return refused;
        }

        var address = TaxAddress.Of(country, asked.Region, asked.PostalCode);
        var now = Taxed(await taxes.Try(address, number), taxClass, price, asked.Currency);
        var then = row is null ? null : Taxed(await taxes.Try(address, number, row, asked.TaxRateId), taxClass, price, asked.Currency);
        return new TaxExampleReply(now, then);
    }

    private static TaxedBody Taxed(TaxesDue due, string taxClass, long price, string currency)
    {
        if (!due.Of([taxClass]).Is(out var found, out var refused))
        {
            return new(null, null, null, null, null, null, null, refused.Detail);
        }

        var tax = found[0];
        var sold = due.Price(price, tax);
        var amount = tax.Rate.On(sold);
        var net = tax.Rate.Included ? sold - amount : sold;
        decimal Major(long minor) => Currencies.ToMajor(minor, currency);
        return new(tax.Place, tax.Rate.Percent, tax.Rate.Included, tax.Reason, Major(net), Major(amount), Major(net + amount), null);
    }
}
