// How long each table of Catalog keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("vendors", "A row a vendor."),
        Retention.ForEver("products", "A row a product; a deleted one is kept for the orders that name it."),
        Retention.ForEver("product_text", "The words of products; a row goes with its product."),
        Retention.ForEver("search_changes", "At most a row a product: when it last changed."),
        Retention.ForEver("synonyms", "What staff wrote, and no more than a few hundred groups."),
        Retention.ForEver("product_home", "One row: where products are."),
        Retention.ForEver("stock_notes", "At most a row a product; it goes when it was carried."),
        Retention.ForEver("detail_questions", "A row goes when it was answered."),
        Retention.ForEver("job_parts", "They go when their import is done."),
        Retention.Days(
            "job_errors",
            "Imports",
            90,
            min: 1,
            "What was wrong with an import is mended within days.",
            "DELETE FROM job_errors WHERE number IN (SELECT e.number FROM jobs j JOIN job_errors e ON e.job_id = j.job_id WHERE j.finished_ms < $1 LIMIT $2)"
        ),
        Retention.Days(
            "jobs",
            "Imports",
            90,
            min: 1,
            "Nobody asks for an import of last season.",
            "DELETE FROM jobs WHERE number IN (SELECT j.number FROM jobs j WHERE j.finished_ms < $1 AND NOT EXISTS (SELECT 1 FROM job_errors e WHERE e.job_id = j.job_id) LIMIT $2)"
        ),
    ];
}
