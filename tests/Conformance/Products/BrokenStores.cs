// Stores with a planted fault: the suite must catch each, else it proves nothing about the sound ones.
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Xunit.Sdk;

namespace Cartwright.Conformance.Products;

public class BrokenStores
{
    [Fact]
    public Task A_version_that_is_not_looked_at_is_caught() =>
        Caught(Fault.NoVersions, suite => suite.Case_1_of_parallel_edits_of_one_version_one_is_carried_out());

    [Fact]
    public Task A_lost_update_is_caught() =>
        Caught(Fault.LostUpdate, suite => suite.Case_1_of_parallel_edits_of_different_members_none_is_lost());

    [Fact]
    public Task A_stale_read_is_caught() =>
        Caught(Fault.StaleReads, suite => suite.Case_2_whoever_got_an_answer_sees_it_at_once_and_after_a_restart());

    [Fact]
    public Task An_id_that_is_given_again_is_caught() =>
        Caught(Fault.SecondCreateWins, suite => suite.Case_3_an_id_is_given_once_also_after_its_product_was_deleted());

    [Fact]
    public Task A_variant_left_behind_is_caught() =>
        Caught(Fault.OrphanedVariants, suite => suite.Case_4_parents_count_their_variants_and_go_with_them());

    [Fact]
    public Task A_page_that_repeats_its_last_row_is_caught() =>
        Caught(
            Fault.SlippingPages,
            suite => suite.Case_5_pages_visit_every_product_once_in_order_while_others_are_added(ProductSort.Price, null)
        );

    [Fact]
    public Task A_word_that_must_be_whole_is_caught() =>
        Caught(Fault.WholeWords, suite => suite.Case_5_words_are_folded_alike_and_the_last_may_be_a_beginning("lam", "p2,p6"));

    [Fact]
    public Task Facets_under_their_own_filter_are_caught() =>
        Caught(
            Fault.OwnFacets,
            suite =>
                suite.Case_5_a_list_is_what_its_filters_say_and_facets_equal_a_recount_under_the_other_filters(
                    null,
                    "Mug",
                    null,
                    null,
                    null,
                    null
                )
        );

    [Fact]
    public Task A_batch_carried_out_twice_is_caught() =>
        Caught(Fault.NoMarks, suite => suite.Case_8_a_batch_that_comes_again_changes_nothing_and_is_answered_as_before());

    [Fact]
    public Task A_rounded_price_is_caught() => Caught(Fault.RoundedPrices, suite => suite.Case_9_prices_are_exact(1_005, "KWD", 1.005m));

    [Fact]
    public Task A_category_without_what_is_below_it_is_caught() =>
        Caught(Fault.OneLevel, suite => suite.Case_5_a_category_means_what_is_below_it_and_nothing_beside_it());

    [Fact]
    public Task A_slug_that_is_given_twice_is_caught() =>
        Caught(Fault.SlugTwice, suite => suite.Case_4_a_slug_is_one_live_products_and_no_others_id());

    [Fact]
    public async Task Without_a_fault_the_same_store_passes()
    {
        var suite = new Suite(Fault.None);
        await suite.Case_1_of_parallel_edits_of_different_members_none_is_lost();
        await suite.Case_4_parents_count_their_variants_and_go_with_them();
        await suite.Case_5_pages_visit_every_product_once_in_order_while_others_are_added(ProductSort.Price, null);
        await suite.Case_8_a_batch_that_comes_again_changes_nothing_and_is_answered_as_before();
    }

    private static Task Caught(Fault fault, Func<Suite, Task> test) => Assert.ThrowsAnyAsync<XunitException>(() => test(new Suite(fault)));

    private enum Fault
    {
        None,
        NoVersions,
        LostUpdate,
        StaleReads,
        SecondCreateWins,
        OrphanedVariants,
        SlippingPages,
        WholeWords,
        OwnFacets,
        NoMarks,
        RoundedPrices,
        OneLevel,
        SlugTwice,
    }

    private sealed class Suite(Fault fault) : ProductStoreSuite
    {
        protected override Task<OpenCatalog> Open() => OpenCatalog.OnSqlite(sound => new Faulty(sound, fault));
    }

    /// <summary>A sound store behind a fault.</summary>
    private sealed class Faulty(IProductStore sound, Fault fault) : IProductStore
    {
        private readonly Dictionary<string, CatalogProduct> seen = [];

        public async ValueTask<IReadOnlyList<CatalogProduct>> Find(IReadOnlyList<string> productIds)
        {
            var found = await sound.Find(productIds);
            if (fault == Fault.StaleReads)
            {
                return [.. found.Select(product => seen.TryAdd(product.ProductId, product) ? product : seen[product.ProductId])];
            }

            return fault == Fault.RoundedPrices
                ? [.. found.Select(product => product with { PriceMinor = product.PriceMinor / 10 * 10 })]
                : found;
        }

        public ValueTask<IReadOnlyList<(string ProductId, long Version)>> Versions(IReadOnlyList<string> productIds) =>
            sound.Versions(productIds);

        public ValueTask<IReadOnlyList<NumberedProduct>> Numbers(IReadOnlyList<string> skus) => sound.Numbers(skus);

        public ValueTask<IReadOnlyList<VariantOf>> Variants(IReadOnlyList<string> parentIds) => sound.Variants(parentIds);

        public async ValueTask<IReadOnlyList<ListedProduct>> List(ProductQuery query, string[]? after, int count)
        {
            if (fault == Fault.SlippingPages && after is not null)
            {
                after =
                [
                    (long.Parse(after[0], System.Globalization.CultureInfo.InvariantCulture) - 1).ToString(
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                    after[1],
                ];
            }

            var rows = await sound.List(query, after, count);
            if (fault == Fault.OneLevel && query.Category is { } only)
            {
                return [.. rows.Where(row => row.Product.Category == only)];
            }

            return fault == Fault.WholeWords && query.Q is { } word
                ? [.. rows.Where(row => row.Product.Name.Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase))]
                : rows;
        }

        public async ValueTask<ProductFacets> Facets(ProductQuery query)
        {
            var facets = await sound.Facets(query);
            return fault == Fault.OwnFacets && query.Category is { } own
                ? facets with
                {
                    Categories = [.. facets.Categories.Where(c => c.Value == own)],
                }
                : facets;
        }

        public ValueTask<IReadOnlyList<(string Path, long Active)>> Categories() => sound.Categories();

        public ValueTask<IReadOnlyList<(long Number, string ProductId)>> InCategory(string path, long after, int count) =>
            sound.InCategory(path, after, count);

        public ValueTask<IReadOnlyList<(long Number, string ProductId)>> WithoutSlug(long after, int count) =>
            sound.WithoutSlug(after, count);

        public ValueTask<string?> BySlug(string slug) => sound.BySlug(slug);

        public ValueTask<IReadOnlyList<DuePrice>> Due(int count) => sound.Due(count);

        public ValueTask<bool> RenewNames(int count, CancellationToken cancel) => sound.RenewNames(count, cancel);

        public ValueTask<Refusal?> Damage(string productId) => sound.Damage(productId);

        public async Task<Outcome<string>> Change(ProductCommand command, CancellationToken cancel)
        {
            switch (fault, command)
            {
                case (Fault.NoVersions, EditProduct edit):
                    return await sound.Change(edit with { Expected = null }, cancel);
                case (Fault.LostUpdate, EditProduct edit):
                    // Decided on what was read a moment ago, and put down over what came meanwhile.
                    var before = (await sound.Find([edit.ProductId]))[0];
                    await Task.Yield();
                    return await sound.Change(edit with { Expected = before.Version }, cancel) is { Refused: null } done
                        ? done
                        : edit.ProductId;
                case (Fault.SlugTwice, CreateProduct twice):
                    return await sound.Change(twice with { Said = twice.Said with { Slug = default } }, cancel);
                case (Fault.SecondCreateWins, CreateProduct create):
                    var first = await sound.Change(create, cancel);
                    return first.Refused is null ? first : create.ProductId;
                case (Fault.OrphanedVariants, DeleteProduct delete):
                    foreach (var (_, variant, _) in await sound.Variants([delete.ProductId]))
                    {
                        await sound.Change(new EditProduct(variant, OpenCatalog.Said(alone: true), null, OpenCatalog.One), cancel);
                    }

                    return await sound.Change(delete, cancel);
                default:
                    return await sound.Change(command, cancel);
            }
        }

        public async Task<Outcome<bool>> ChangeMany(
            IReadOnlyList<ProductCommand> commands,
            Func<Transaction, IReadOnlyList<Outcome<string>>, ValueTask<Outcome<bool>>> note,
            CancellationToken cancel
        )
        {
            if (fault == Fault.NoMarks)
            {
                // As a store would that shares no transaction with the database and forgets which lines it had.
                foreach (var command in commands)
                {
                    await sound.Change(command, cancel);
                }
            }

            return await sound.ChangeMany(commands, note, cancel);
        }

        public ValueTask Each(Func<StoredProduct, ValueTask> take, CancellationToken cancel) => sound.Each(take, cancel);

        public Task Fill(IAsyncEnumerable<StoredProduct> products, bool over, CancellationToken cancel) =>
            sound.Fill(products, over, cancel);
    }
}
