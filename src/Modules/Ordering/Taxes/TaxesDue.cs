// The taxes of one order: its address, its day, and who buys, held against the rows.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>What is asked of the rows for one order.</summary>
/// <param name="Day">The day of the placement, UTC.</param>
public sealed record TaxesDue(TaxBook Book, TaxPolicy Policy, TaxAddress At, DateOnly Day, VatNumber? Number = null)
{
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
    /// A price as it is sold here. Where no tax is due although the price contains one at home (a reverse charge, and exports where the
    /// shop sells them net), the price less that tax, rounded once a unit.
    /// </summary>
    public long Price(long price, ClassTax tax)
    {
        var isNet = tax.Reason == TaxReason.ReverseCharge || (tax.Reason == TaxReason.Export && Policy.NetExports);
        if (!isNet || Policy.Home is null)
        {
            return price;
        }

        var home = Book.Find(TaxAddress.Of(Policy.Home, null, null), tax.Class, Day, out _) ?? Book.Find(At, tax.Class, Day, out _);
        return home is { Included: true, Milli: { } milli } ? price - new TaxRate(milli, true).On(price) : price;
    }

    private Outcome<ClassTax> Of(string taxClass)
    {
        if (Book.Find(At, taxClass, Day, out var apart) is not { } row)
        {
            return TaxRows.Unknown(Book, At, taxClass, apart, Day);
        }

        var isUnions = Policy.CrossesUnion(At) && apart is null;
        if (Policy.IsReverseCharge(At, Number) && (isUnions || At.Country == "GB"))
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
