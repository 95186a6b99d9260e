// Promotions name categories by their paths: when a category gets another, those that name it or what lies below it follow.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>
/// The effect of <see cref="Topics.CategoryMoved"/>. While products are on their way both paths are named, so that no cart loses its
/// discount; doing a step again changes nothing.
/// </summary>
public sealed class FollowCategories(PromotionMemory memory, [Steady] TimeProvider clock)
{
    private const int AtOnce = 500;

    /// <summary>In the transaction of the event.</summary>
    public async ValueTask On(Transaction tx, CategoryMoved moved)
    {
        // One that differs in case alone covers the same lines as before.
        if (string.Equals(moved.From, moved.To, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        for (var after = string.Empty; await PromotionStore.WithCategories(tx, after, AtOnce) is { Count: > 0 } some; after = some[^1].Id)
        {
            foreach (var promotion in some)
            {
                var categories = moved.Ended ? Without(promotion.Categories, moved.From) : With(promotion.Categories, moved);
                if (categories.Count == promotion.Categories.Count)
                {
                    continue;
                }

                var changed = promotion with { Categories = categories, UpdatedMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
                await PromotionStore.Save(tx, changed);
                memory.Keep(tx, changed);
            }
        }
    }

    private static List<string> With(IReadOnlyList<string> categories, CategoryMoved moved) =>
        [
            .. categories
                .Concat(
                    categories.Where(category => IsIn(category, moved.From)).Select(category => moved.To + category[moved.From.Length..])
                )
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    private static List<string> Without(IReadOnlyList<string> categories, string from) =>
        [.. categories.Where(category => !IsIn(category, from))];

    private static bool IsIn(string category, string from) =>
        category.StartsWith(from, StringComparison.OrdinalIgnoreCase) && (category.Length == from.Length || category[from.Length] == '/');
}
