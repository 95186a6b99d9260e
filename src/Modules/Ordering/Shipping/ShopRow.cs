// A zone or a pickup point as it is stored.
namespace Cartwright.Ordering;

/// <summary>One row of the shop's shipping.</summary>
/// <param name="Kind"><see cref="Zone"/> or <see cref="PickupPoint"/>.</param>
/// <param name="Content">What was written, as JSON.</param>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record ShopRow(string Id, string Kind, string Content, long Version, long CreatedMs, long UpdatedMs)
{
    public const string Zone = "zone";
    public const string PickupPoint = "pickup_point";
}

/// <summary>One change of a row: who wrote what when.</summary>
/// <param name="Action">created, changed or deleted.</param>
/// <param name="Content">The row afterwards; null when it was deleted.</param>
public sealed record ShopRowChange(long Number, string Action, string? Content, string ActorId, long AtMs);
