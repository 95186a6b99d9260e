// A row of rates that staff wrote, as it is stored.
namespace Cartwright.Ordering;

/// <summary>One row of the shop's own.</summary>
/// <param name="Version">For If-Match; rises with every change.</param>
public sealed record ShopRate(string Id, TaxRow Row, long Version, long CreatedMs, long UpdatedMs);

/// <summary>One change of a row: who wrote what when.</summary>
/// <param name="Action">created, changed or deleted.</param>
/// <param name="Content">The row afterwards as JSON; null when it was deleted.</param>
public sealed record RateChange(long Number, string Action, string? Content, string ActorId, long AtMs);
