// What each table of Catalog says of a person: nothing, it is about goods.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class PersonSql
{
    private const string Goods = "Goods and their sellers, as everybody sees them.";
    private const string Work = "Work under way on goods.";

    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Nothing("vendors", Goods),
        PersonTable.Nothing("products", Goods),
        PersonTable.Nothing("product_text", Goods),
        PersonTable.Nothing("search_changes", Goods),
        PersonTable.Nothing("product_sold", Goods),
        PersonTable.Nothing("product_keys", "A number."),
        PersonTable.Nothing("synonyms", "Words that mean the same."),
        PersonTable.Nothing("categories", "Names of kinds of goods."),
        PersonTable.Nothing("category_version", "A number."),
        PersonTable.Nothing("category_moves", "Work under way on goods; who began it stands there by id, as staff."),
        PersonTable.Nothing("category_addresses", "Addresses of pages about goods."),
        PersonTable.Nothing("product_slugs", "Addresses of pages about goods."),
        PersonTable.Nothing("product_home", "Where products are."),
        PersonTable.Nothing("stock_notes", Work),
        PersonTable.Nothing("detail_questions", Work),
        PersonTable.Nothing("jobs", "Imports; who started one stands there by id, as staff."),
        PersonTable.Nothing("own_pictures", "Which pictures the shop shows of itself."),
        PersonTable.Nothing("pictures", "Pictures of goods, without the metadata that cameras write of their owners."),
        PersonTable.Nothing("picture_fetches", Work),
        PersonTable.Nothing("product_history", "What was changed of goods; who did stands there by id, as staff or seller."),
        PersonTable.Nothing("bulk_changes", "What was changed of goods at once; who did stands there by id, as staff or seller."),
        PersonTable.Nothing("job_parts", Work),
        PersonTable.Nothing("job_errors", Work),
        PersonTable.Nothing("job_batches", Work),
        PersonTable.Nothing("job_lines", Work),
    ];
}
