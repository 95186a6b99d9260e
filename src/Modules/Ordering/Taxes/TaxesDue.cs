// The taxes of one order: its address, its day, and who buys, held against the rows.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>What is asked of the rows for one order.</summary>
/// <param name="Day">The day of the placement, in the shop's time zone.</param>
/// <param name="Number">Of a business that buys, as it was given; null when none was.</param>
public sealed record TaxesDue(TaxBook Book, TaxPolicy Policy, TaxAddress At, DateOnly Day, VatNumber? Number = null)
{
    /// <summary>What became of looking the number up; null where nobody looks, and then its form is proof enough.</summary>
    public VatCheck? Checked { get; init; }

    /// <summary>The address in full, for who is asked outside; null where only rows are asked.</summary>
    public PostalAddress? To { get; init; }

    /// <summary>Who is asked instead of the rows; null for nobody.</summary>
    public OutsideTaxes? Outside { get; init; }

    /// <summary>The number, where its buyer can be sold to without tax.</summary>
    public VatNumber? Believed => Checked is null or { State: VatCheck.InForce } ? Number : null;

    /// <summary>The taxes of these classes; refused with <c>tax_unknown</c> for the first that has no row.</summary>
    public Outcome<IReadOnlyList<ClassTax>> Of(IEnumerable<string> classes)
    {
        var found = new List<ClassTax>(1);
        foreach (var taxClass in classes)
        {
            if (found.Exists(one => one.Class == taxClass))
            {
                continue;
            }

            if (!Of(taxClass).Is(out var tax, out var refused))
            {
                return refused;
            }

            found.Add(tax);
        }

        return found;
    }

    /// <summary>
    /// What each of these pays, and its price as it is sold here: items get both. Refused as <see cref="Of(IEnumerable{string})"/>. Of a
    /// class whose goods differ in whether their price contains the tax there are two, the shop's rule first.
    /// </summary>
    public Outcome<IReadOnlyList<ClassTax>> Of(List<Item> items)
    {
        var found = new List<ClassTax>(1);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var tax = found.Find(one => one.Class == item.TaxClass && one.Mark is null);
            if (tax is null)
            {
                if (!Of(item.TaxClass).Is(out tax, out var refused))
                {
                    return refused;
                }

                found.Add(tax);
            }

            tax = As(item.PricesIncludeTax, tax, found);
            var price = Price(item.UnitPrice, tax, item.PricesIncludeTax);
            if (tax.Mark != item.TaxMark || price != item.UnitPrice)
            {
                items[i] = item with { TaxMark = tax.Mark, UnitPrice = price };
            }
        }

        return found;
    }

    /// <summary>The tax of goods that say themselves whether their price contains it: found before, or made and added.</summary>
    internal static ClassTax As(bool? includes, ClassTax rule, List<ClassTax> found)
    {
        if (includes is not { } says || says == rule.Rate.Included || rule.Rate.Milli == 0)
        {
            return rule;
        }

        var other = found.Find(one => one.Class == rule.Class && one.Mark is not null && one.Rate == rule.Rate with { Included = says });
        if (other is null)
        {
            var mark = found.Where(one => one.Class == rule.Class).Max(one => one.Mark ?? 0) + 1;
            found.Add(other = rule with { Rate = rule.Rate with { Included = says }, Mark = mark });
        }

        return other;
    }

    /// <summary>
    /// A price as it is sold here. Where no tax is due although the price contains one at home (a reverse charge, and exports where the
    /// shop sells them net), the price less that tax, rounded once a unit.
    /// </summary>
    /// <param name="includes">Whether the product says that its price contains the tax; null goes by the rate at home.</param>
    public long Price(long price, ClassTax tax, bool? includes = null)
    {
        var isNet = tax.Reason == TaxReason.ReverseCharge || (tax.Reason == TaxReason.Export && Policy.NetExports);
        if (!isNet || Policy.Home is null)
        {
            return price;
        }

        var home = Book.Find(TaxAddress.Of(Policy.Home, null, null), tax.Class, Day, out _) ?? Book.Find(At, tax.Class, Day, out _);
        return home is { Milli: { } milli } && (includes ?? home.Included) ? price - new TaxRate(milli, true).On(price) : price;
    }

    private Outcome<ClassTax> Of(string taxClass)
    {
        if (Book.Find(At, taxClass, Day, out var apart) is not { } row)
        {
            return TaxRows.Unknown(Book, At, taxClass, apart, Day);
        }

        var isUnions = Policy.CrossesUnion(At) && apart is null;
        if (Policy.IsReverseCharge(At, Believed) && (isUnions || At.Country == "GB"))
        {
            return new ClassTax(taxClass, row.Place.ToString(), TaxRate.None, TaxReason.ReverseCharge, row.TaxesShipping);
        }

        if (isUnions && !Policy.OneStopShop)
        {
            var home = TaxAddress.Of(Policy.Home!, null, null);
            return Book.Find(home, taxClass, Day, out apart) is { } ofHome
                ? ClassTax.Of(taxClass, ofHome)
                : TaxRows.Unknown(Book, home, taxClass, apart, Day);
        }

        var tax = ClassTax.Of(taxClass, row);
        return isUnions && tax.Reason == TaxReason.Taxed ? tax with { Reason = TaxReason.OneStopShop } : tax;
    }
}
