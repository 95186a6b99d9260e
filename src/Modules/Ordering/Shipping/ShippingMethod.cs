// One way to ship to a zone, and what it costs for some goods.
namespace Cartwright.Ordering;

/// <summary>A method of a zone, in one currency.</summary>
/// <param name="Code">What a placement names it by: standard, express, or the shop's own.</param>
/// <param name="Name">For people.</param>
/// <param name="ByWeight">Whether the steps are grams; else they are the worth of the goods in minor units.</param>
/// <param name="Steps">One at least, rising; the first that reaches as far as the goods do holds.</param>
/// <param name="FreeFrom">Minor units of the discounted goods that are shipped, from which on it is free; null: never.</param>
/// <param name="Carrier">Who carries it; null: nobody has said.</param>
/// <param name="DaysMin">Working days until the parcel arrives; null where it is not known.</param>
/// <param name="Provider">The carrier of the shop whose own price holds while it answers; null: the steps hold.</param>
/// <param name="Service">Which of its services.</param>
public sealed record ShippingMethod(
    string Code,
    string Name,
    string Currency,
    bool ByWeight,
    IReadOnlyList<ShippingStep> Steps,
    long? FreeFrom = null,
    string? Carrier = null,
    int? DaysMin = null,
    int? DaysMax = null,
    string? Provider = null,
    string? Service = null
)
{
    /// <summary>
    /// Minor units; null where no step reaches that far. What is too heavy is so however dear it is: a threshold of free shipping makes no
    /// parcel lighter.
    /// </summary>
    /// <param name="worth">Minor units.</param>
    /// <param name="weightG">Grams.</param>
    public long? Price(long worth, long weightG)
    {
        var measure = ByWeight ? weightG : worth;
        foreach (var step in Steps)
        {
            if (step.UpTo is null || measure <= step.UpTo)
            {
                return worth >= FreeFrom ? 0 : step.Price;
            }
        }

        return null;
    }
}
