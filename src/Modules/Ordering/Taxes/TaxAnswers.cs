// What the tax port demands of an answer, held against each one: a provider that is wrong must not sell anything.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>The rules of <c>taxes.proto</c>.</summary>
public static class TaxAnswers
{
    /// <summary>Codes that a provider may refuse with.</summary>
    private static readonly string[] Refusals = ["tax_unknown", "vat_number_invalid"];

    private const int DetailCharsMax = 500;

    /// <summary>What is wrong with an answer, in a sentence for the log; null when it holds.</summary>
    public static string? Fault(TaxQuestion asked, TaxAnswer answer)
    {
        if (answer.Currency != asked.Currency)
        {
            return $"it is in '{answer.Currency}', asked was {asked.Currency}";
        }

        if (answer.Lines.Count != asked.Lines.Count)
        {
            return $"it has {answer.Lines.Count} lines, asked were {asked.Lines.Count}";
        }

        if (answer.Shipping.Count > asked.Lines.Count + 1)
        {
            return $"it has {answer.Shipping.Count} shares of shipping";
        }

        var lines = answer.Lines.GroupBy(line => line.LineId, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First());
        var sums = new Sums();
        foreach (var line in asked.Lines)
        {
            if (!lines.TryGetValue(line.LineId, out var found))
            {
                return $"the line '{line.LineId}' has no answer";
            }

            bool? says = line.HasPricesIncludeTax ? line.PricesIncludeTax : null;
            if (Fault(found.Tax, line.AmountMinor, says, sums) is { } fault)
            {
                return $"the line '{line.LineId}' {fault}";
            }
        }

        var shipping = 0L;
        foreach (var share in answer.Shipping)
        {
            if (share.ShareMinor < 0 || share.ShareMinor > asked.ShippingMinor - shipping)
            {
                return $"the shares of shipping are not those of {asked.ShippingMinor}";
            }

            shipping += share.ShareMinor;
            if (Fault(share.Tax, share.ShareMinor, null, sums) is { } fault)
            {
                return $"the shipping {fault}";
            }
        }

        return shipping != asked.ShippingMinor ? $"the shares of shipping are {shipping} of {asked.ShippingMinor}"
            : answer.TaxMinor != sums.OnTop || answer.TaxIncludedMinor != sums.Included
                ? $"it says {answer.TaxMinor} on top and {answer.TaxIncludedMinor} included, and its parts are {sums.OnTop} and {sums.Included}"
            : null;
    }

    /// <summary>A provider's refusal as the shopper hears it; null when it is none that the port has.</summary>
    public static Refusal? Refused(TaxRefusal said)
    {
        var detail = string.Concat(said.Detail.Where(c => !char.IsControl(c)).Take(DetailCharsMax));
        return !Refusals.Contains(said.Code, StringComparer.Ordinal) || detail.Length == 0 ? null
            : said.Code == "tax_unknown" ? Refusal.Conflict(said.Code, detail)
            : Refusal.Invalid(said.Code, detail).At("vat_number");
    }

    private static string? Fault(FoundTax? tax, long amount, bool? includes, Sums sums)
    {
        if (tax is null)
        {
            return "has no tax";
        }

        if (tax.RateMilli is < 0 or > TaxRate.MilliMax)
        {
            return $"has a rate of {tax.RateMilli} thousandths of a percent";
        }

        if (tax.AmountMinor < 0 || tax.AmountMinor > amount)
        {
            return $"has a tax of {tax.AmountMinor} on {amount}";
        }

        if (Math.Abs(tax.AmountMinor - new TaxRate(tax.RateMilli, tax.Included).On(amount)) > 1)
        {
            return $"has a tax of {tax.AmountMinor} on {amount}, which is not {tax.RateMilli} thousandths of a percent";
        }

        var isTaxed = tax.Reason is TaxReason.Taxed or TaxReason.OneStopShop;
        if (!TaxReason.All.Contains(tax.Reason) || isTaxed != tax.RateMilli > 0 || (tax.RateMilli == 0 && tax.AmountMinor > 0))
        {
            return $"has a rate of {tax.RateMilli} because of '{tax.Reason}'";
        }

        if (TaxPlace.Read(tax.Place) is null)
        {
            return $"has the place '{tax.Place}'";
        }

        if (includes is { } says && tax.RateMilli > 0 && tax.Included != says)
        {
            return $"has a tax that is {(tax.Included ? "inside" : "on top of")} the price, against what was asked";
        }

        sums.Add(tax);
        return null;
    }

    private sealed class Sums
    {
        public long OnTop { get; private set; }

        public long Included { get; private set; }

        public void Add(FoundTax tax)
        {
            OnTop = checked(OnTop + (tax.Included ? 0 : tax.AmountMinor));
            Included = checked(Included + (tax.Included ? tax.AmountMinor : 0));
        }
    }
}
