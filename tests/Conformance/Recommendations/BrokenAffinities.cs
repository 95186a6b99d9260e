// Copies with a planted fault: the suite must catch each, else it proves nothing about the sound ones.
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Cartwright.Unit;
using Xunit.Sdk;

namespace Cartwright.Conformance.Recommendations;

public sealed class BrokenAffinities
{
    [Fact]
    public Task A_copy_that_keeps_what_was_taken_back_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() => new Suite(Fault.NeverRemoves).Case_5_a_cancelled_order_leaves_no_trace());

    [Fact]
    public Task A_copy_that_keeps_what_is_no_longer_sold_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.NeverRemoves).Case_4_what_is_no_longer_sold_is_nobodys_neighbour_until_it_is_sold_again()
        );

    [Fact]
    public Task Equals_in_the_order_of_Redis_are_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(
                Fault.HigherIdFirst
            ).Case_2_the_best_comes_first_and_of_equals_the_lower_id_with_the_score_of_the_counts_to_the_last_bit()
        );

    [Fact]
    public Task Scores_that_lost_bits_are_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(
                Fault.SinglePrecision
            ).Case_2_the_best_comes_first_and_of_equals_the_lower_id_with_the_score_of_the_counts_to_the_last_bit()
        );

    [Fact]
    public Task Scores_put_once_and_never_again_are_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.FirstOnly).Case_2_an_order_changes_the_scores_in_the_lists_of_products_that_it_did_not_name()
        );

    [Fact]
    public async Task Without_a_fault_the_same_copy_passes()
    {
        await new Suite(Fault.None).Case_2_the_best_comes_first_and_of_equals_the_lower_id_with_the_score_of_the_counts_to_the_last_bit();
        await new Suite(Fault.None).Case_2_an_order_changes_the_scores_in_the_lists_of_products_that_it_did_not_name();
        await new Suite(Fault.None).Case_4_what_is_no_longer_sold_is_nobodys_neighbour_until_it_is_sold_again();
        await new Suite(Fault.None).Case_5_a_cancelled_order_leaves_no_trace();
    }

    internal enum Fault
    {
        None,
        NeverRemoves,
        HigherIdFirst,
        SinglePrecision,
        FirstOnly,
    }

    private sealed class Suite(Fault fault) : AffinitySuite
    {
        private protected override async Task<AffinityShop> Open() =>
            new(await TestDatabase.OnSqlite("recommendations", Migration.From(typeof(RecommendationsModule).Assembly)), new Memory(fault));
    }

    private sealed class Memory(Fault fault) : IAffinityCopy
    {
        private readonly Dictionary<string, Dictionary<string, double>> lists = [];
        private bool whole;

        public ValueTask<IReadOnlyList<IReadOnlyList<Near>>> Of(IReadOnlyList<string> productIds, CancellationToken cancel) =>
            new([.. productIds.Select(id => Sorted(lists.GetValueOrDefault(id) ?? []))]);

        public ValueTask<bool> IsWhole(CancellationToken cancel) => new(whole);

        public ValueTask Begin(string filling, CancellationToken cancel) => ValueTask.CompletedTask;

        public ValueTask<bool> Finish(string filling, CancellationToken cancel) => new(whole = true);

        public ValueTask Put(IReadOnlyList<(string ProductId, IReadOnlyList<Near> Neighbours)> products, CancellationToken cancel)
        {
            foreach (var (productId, neighbours) in products)
            {
                var there = lists.GetValueOrDefault(productId);
                var list = fault == Fault.NeverRemoves && there is not null ? there : [];
                foreach (var (other, score) in neighbours)
                {
                    list[other] =
                        fault == Fault.FirstOnly && there?.TryGetValue(other, out var first) == true ? first
                        : fault == Fault.SinglePrecision ? (float)score
                        : score;
                }

                lists[productId] = list;
            }

            return ValueTask.CompletedTask;
        }

        private IReadOnlyList<Near> Sorted(Dictionary<string, double> list)
        {
            var near = list.Select(one => new Near(one.Key, one.Value)).OrderByDescending(one => one.Score);
            return fault == Fault.HigherIdFirst
                ? [.. near.ThenByDescending(one => one.ProductId, StringComparer.Ordinal)]
                : [.. near.ThenBy(one => one.ProductId, StringComparer.Ordinal)];
        }
    }
}
