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
        Retention.ForEver("product_sold", "At most a row a product: how well it sells."),
        Retention.FromStart("product_keys", "One row: how far names have their keys of this version."),
        Retention.ForEver("synonyms", "What staff wrote, and no more than a few hundred groups."),
        Retention.ForEver("categories", "What staff made, and no more than 5,000."),
        Retention.ForEver("category_version", "One row: how often the tree changed."),
        Retention.ForEver("category_moves", "A row goes when its products have moved."),
        Retention.ForEver("category_addresses", "A row an address that staff gave up: others have links to it."),
        Retention.ForEver("product_slugs", "A row an address that a product gave up: others have links to it."),
        Retention.ForEver("product_home", "One row: where products are."),
        Retention.ForEver("stock_notes", "At most a row a product; it goes when it was carried."),
        Retention.ForEver("detail_questions", "A row goes when it was answered."),
        Retention.ForEver("pictures", "A row a picture; it goes with its files when no product has had it for Pictures:UnusedDays."),
        Retention.ForEver("own_pictures", "A row a picture of the shop's own; at most 500."),
        Retention.Days(
            "picture_fetches",
            "PictureFetches",
            90,
            min: 1,
            "Why a picture could not be fetched last season no seller asks; what waits is no failure and stays.",
            "DELETE FROM picture_fetches WHERE number IN (SELECT number FROM picture_fetches WHERE state = 'failed' AND made_ms < $1 LIMIT $2)"
        ),
        Retention.Days(
            "product_history",
            "ProductHistory",
            730,
            min: 30,
            "Who asks what was changed of a product asks about the last seasons.",
            "DELETE FROM product_history WHERE (product_id, version) IN (SELECT product_id, version FROM product_history WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.Days(
            "bulk_changes",
            "Keys",
            2,
            min: 1,
            "An Idempotency-Key is asked for again within two days.",
            "DELETE FROM bulk_changes WHERE (user_id, idempotency_key) IN (SELECT user_id, idempotency_key FROM bulk_changes WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.ForEver("job_parts", "They go when their import is read."),
        Retention.ForEver("job_batches", "They go when their import is done, or when nobody answers its preview."),
        Retention.Days(
            "job_lines",
            "Imports",
            90,
            min: 1,
            "What a preview said of a line is asked for until the import is done.",
            "DELETE FROM job_lines WHERE (job_id, number) IN (SELECT l.job_id, l.number FROM jobs j JOIN job_lines l ON l.job_id = j.job_id WHERE j.finished_ms < $1 LIMIT $2)"
        ),
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
            "DELETE FROM jobs WHERE number IN (SELECT j.number FROM jobs j WHERE j.finished_ms < $1 AND NOT EXISTS (SELECT 1 FROM job_errors e WHERE e.job_id = j.job_id) AND NOT EXISTS (SELECT 1 FROM job_lines l WHERE l.job_id = j.job_id) LIMIT $2)"
        ),
    ];
}
