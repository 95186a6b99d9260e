// What an order agreed on about one class of taxes.
namespace Cartwright.Ordering;

/// <summary>The tax of all lines of a class and of the shipping that goes with them, minor units.</summary>
/// <param name="Place">Of the row that held, such as DE, US-OR or US-94105.</param>
/// <param name="Milli">The rate, thousandths of a percent.</param>
/// <param name="Included">Whether the prices contain it.</param>
/// <param name="Reason">One of <see cref="TaxReason.All"/>.</param>
/// <param name="Base">What the rate is of: goods after discounts and their shipping, without the tax.</param>
/// <param name="Amount">The tax. The amounts of all classes are the order's tax, on top and included.</param>
/// <param name="Shipping">The part of the order's shipping that goes with this class, as it is charged.</param>
/// <param name="ShippingTax">The part of <paramref name="Amount"/> that is the shipping's.</param>
/// <param name="ShippingFree">True where the place does not tax shipping; else absent.</param>
/// <param name="Mark">
/// Tells taxes of one class apart, such as those of goods whose price contains the tax and of goods whose price does not: absent of the
/// first, 1 of the next. <see cref="OfShipping"/> of what shipping alone pays.
/// </param>
public sealed record TaxTerm(
    string Class,
    string Place,
    long Milli,
    bool Included,
    string Reason,
    long Base,
    long Amount,
    long Shipping,
    long ShippingTax,
    bool? ShippingFree = null,
    int? Mark = null
)
{
    /// <summary>The mark of the tax that only shipping pays.</summary>
    public const int OfShipping = 0;

    /// <summary>The class that what shipping alone pays stands under.</summary>
    public const string ShippingClass = "shipping";

    /// <summary>What is left of it where no shipping is due any more.</summary>
    internal TaxTerm WithoutShipping() =>
        this with
        {
            Base = Base - (ShippingFree is true ? 0 : Shipping - (Included ? ShippingTax : 0)),
            Amount = Amount - ShippingTax,
            Shipping = 0,
            ShippingTax = 0,
        };

    /// <summary>The same as it was found, for lines that come to the order later.</summary>
    internal ClassTax Found => new(Class, Place, new(Milli, Included), Reason, ShippingFree is not true, Mark);
}
