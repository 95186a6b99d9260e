// One step of what a method costs: up to so many grams, or up to so much worth of goods.
namespace Cartwright.Ordering;

/// <summary>One step.</summary>
/// <param name="UpTo">Grams or minor units, included; null of the last step of a method that takes any.</param>
/// <param name="Price">Minor units.</param>
public sealed record ShippingStep(long? UpTo, long Price);
