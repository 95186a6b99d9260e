// What a list or an export of orders was asked, as it came.
namespace Cartwright.Ordering;

/// <summary>The parameters of a list of orders as they came.</summary>
internal sealed record OrderQuery(
    string? Status,
    string? From,
    string? To,
    string? ProductId,
    string? UserId,
    string? Q,
    string? MinTotal,
    string? MaxTotal,
    string? Currency,
    string? Sort
);
