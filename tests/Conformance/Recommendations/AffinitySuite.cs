// The specification of IAffinities as tests: every place where affinities are kept passes the same.
using Cartwright.Kernel;
using Cartwright.Recommendations;

namespace Cartwright.Conformance.Recommendations;

public abstract class AffinitySuite
{
    private protected abstract Task<AffinityShop> Open();

    [Fact]
    public async Task Case_1_what_was_bought_alone_or_never_has_no_neighbours()
    {
        await using var shop = await Open();
        await shop.Confirmed("1", "alone");
        await shop.Confirmed("2", "a", "b");
        Assert.Empty(await shop.Of("alone"));
        Assert.Empty(await shop.Of("nobody"));
        Assert.Equal(["b"], (await shop.Of("a")).Select(near => near.ProductId));
    }

    [Fact]
    public async Task Case_2_the_best_comes_first_and_of_equals_the_lower_id_with_the_score_of_the_counts_to_the_last_bit()
    {
        await using var shop = await Open();
        for (var i = 0; i < 3; i++)
        {
            await shop.Confirmed($"best{i}", "a", "z");
        }

        await shop.Confirmed("equal1", "a", "c");
        await shop.Confirmed("equal2", "a", "b");
        await shop.Confirmed("equal3", "a", "B");
        await shop.Confirmed("thin1", "a", "d");
        await shop.Confirmed("thin2", "d", "e");
        Near[] expected =
        [
            new("z", Affinity.Similarity(3, 7, 3)),
            new("B", Affinity.Similarity(1, 7, 1)),
            new("b", Affinity.Similarity(1, 7, 1)),
            new("c", Affinity.Similarity(1, 7, 1)),
            new("d", Affinity.Similarity(1, 7, 2)),
        ];
        Assert.Equal(expected, await shop.Of("a"));
        Assert.Equal([new Near("a", Affinity.Similarity(3, 7, 3))], await shop.Of("z"));

        // One question for several products is answered in its order.
        var lists = await shop.Store.Of(["z", "nobody", "a"], default);
        Assert.Equal([1, 0, 5], lists.Select(list => list.Count));
    }

    [Fact]
    public async Task Case_2_an_order_changes_the_scores_in_the_lists_of_products_that_it_did_not_name()
    {
        await using var shop = await Open();
        await shop.Confirmed("1", "a", "b");
        Assert.Equal([new Near("b", Affinity.Similarity(1, 1, 1))], await shop.Of("a"));
        await shop.Confirmed("2", "b", "c");
        Assert.Equal([new Near("b", Affinity.Similarity(1, 1, 2))], await shop.Of("a"));
    }

    [Fact]
    public async Task Case_3_at_most_a_hundred_and_those_bought_together_most()
    {
        await using var shop = await Open();
        for (var i = 0; i < Affinity.NeighboursMax + 5; i++)
        {
            await shop.Note($"once{i}", "a", $"n{i:D3}");
        }

        await shop.Note("twice1", "a", "zz");
        await shop.Note("twice2", "a", "zz");
        await shop.Settle();
        var list = await shop.Of("a");
        Assert.Equal(Affinity.NeighboursMax, list.Count);
        Assert.Equal("zz", list[0].ProductId);
        Assert.DoesNotContain(list, near => near.ProductId == "n104");
    }

    [Fact]
    public async Task Case_4_what_is_no_longer_sold_is_nobodys_neighbour_until_it_is_sold_again()
    {
        await using var shop = await Open();
        await shop.Confirmed("1", "a", "b", "c");
        await shop.Sold("b", deleted: true);
        Assert.Equal(["c"], (await shop.Of("a")).Select(near => near.ProductId));
        Assert.Equal(["a"], (await shop.Of("c")).Select(near => near.ProductId));
        await shop.Sold("b", deleted: false);
        Assert.Equal(["b", "c"], (await shop.Of("a")).Select(near => near.ProductId));
    }

    [Fact]
    public async Task Case_5_a_cancelled_order_leaves_no_trace()
    {
        await using var shop = await Open();
        await shop.Confirmed("1", "a", "b");
        await shop.Confirmed("2", "a", "b", "c");
        await shop.Confirmed("3", "c", "d");
        await shop.Cancelled("2", "a", "b", "c");
        Assert.Equal([new Near("b", Affinity.Similarity(1, 1, 1))], await shop.Of("a"));
        Assert.Equal([new Near("a", Affinity.Similarity(1, 1, 1))], await shop.Of("b"));
        Assert.Equal([new Near("c", Affinity.Similarity(1, 1, 1))], await shop.Of("d"));
        await shop.Cancelled("1", "a", "b");
        Assert.Empty(await shop.Of("a"));
        Assert.Empty(await shop.Of("b"));
    }

    [Fact]
    public async Task Case_6_ids_of_any_signs_take_no_others_place()
    {
        await using var shop = await Open();
        string[] ids = ["1:0", "1", "#1", " 1", "*", "whole", "кружка", "rec:1", new string('x', 200)];
        for (var i = 0; i < ids.Length; i++)
        {
            await shop.Note($"order{i}", ids[i], $"only with {i}");
        }

        await shop.Settle();
        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Equal([$"only with {i}"], (await shop.Of(ids[i])).Select(near => near.ProductId));
        }
    }
}
