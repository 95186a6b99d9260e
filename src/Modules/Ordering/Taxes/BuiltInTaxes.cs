// The built-in provider behind the port of taxes: rates as data. Orders ask the rows themselves, which is the same without messages
// (TaxesDue, Pricing); this is what shows that both are one.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>Answers by rows of rates.</summary>
/// <param name="book">The rows as they are now.</param>
public sealed class BuiltInTaxes(Func<ValueTask<TaxBook>> book, TaxPolicy policy) : ITaxes
{
    /// <inheritdoc/>
    public string Name => "built in";

    /// <inheritdoc/>
    public async ValueTask<Outcome<TaxAnswer>> Find(TaxQuestion question, CancellationToken cancel)
    {
        VatNumber? number = null;
        if (question.VatNumber.Length > 0 && !VatNumber.Read(question.VatNumber).Is(out number, out var refused))
        {
            return refused;
        }

        var at = TaxAddress.Of(question.To.Country, question.To.Region, question.To.PostalCode);
        var day = DateOnly.ParseExact(question.Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        List<Item> items = [.. question.Lines.Select(Item)];
        if (!new TaxesDue(await book(), policy, at, day, number).Of(items).Is(out var taxes, out refused))
        {
            return refused;
        }

        // The amounts are those of the question, whatever a price would be without the tax that it contains at home.
        for (var i = 0; i < items.Count; i++)
        {
            items[i] = items[i] with { UnitPrice = question.Lines[i].AmountMinor };
        }

        var priced = Pricing.Price(items, Reduction.None(items.Count), question.ShippingMinor, taxes);
        var answer = new TaxAnswer
        {
            Currency = question.Currency,
            TaxMinor = priced.Tax,
            TaxIncludedMinor = priced.TaxIncluded,
        };
        for (var i = 0; i < priced.Lines.Count; i++)
        {
            var line = priced.Lines[i];
            var tax = Found(priced.Taxes.First(line.Pays), line.Tax + line.TaxIncluded);
            answer.Lines.Add(new TaxedLine { LineId = question.Lines[i].LineId, Tax = tax });
        }

        foreach (var tax in priced.Taxes.Where(tax => tax.Shipping > 0))
        {
            var found = Found(tax, tax.ShippingTax);
            if (tax.ShippingFree is true)
            {
                (found.RateMilli, found.Reason) = (0, TaxReason.Exempt);
            }

            answer.Shipping.Add(new TaxedShare { ShareMinor = tax.Shipping, Tax = found });
        }

        return answer;
    }

    private static Item Item(AskedLine line) =>
        new(
            line.ProductId,
            line.ProductId,
            string.Empty,
            string.Empty,
            1,
            line.AmountMinor,
            line.TaxClass,
            PricesIncludeTax: line.HasPricesIncludeTax ? line.PricesIncludeTax : null
        );

    private static FoundTax Found(TaxTerm tax, long amount) =>
        new()
        {
            RateMilli = tax.Milli,
            Included = tax.Included,
            AmountMinor = amount,
            Place = tax.Place,
            Reason = tax.Reason,
        };
}
