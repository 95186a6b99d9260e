// How long each table of Promotions keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Promotions;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("promotions", "A row a promotion."),
        Retention.ForEver("uses", "A limit a customer holds for as long as the promotion is there; a row an order that had one."),
        Retention.ForEver("first_orders", "A customer has one first order."),
        Retention.ForEver("code_batches", "A row a batch."),
        Retention.ForEver("codes", "A code that was used stays used."),
        Retention.ForEver("group_members", "Staff put them in and take them out."),
        Retention.ForEver("promotion_version", "One row."),
    ];
}
