// What is recommended, and why: pairs before category before popularity, and only what can be shown.
using Cartwright.Contracts;
using Cartwright.Recommendations;

namespace Cartwright.Unit.Recommendations;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RecommendTests
{
    [Fact]
    public async Task Planted_pairs_in_5000_orders_beat_popularity_at_5()
    {
        await using var shelf = await Shelf.Open();
        var random = new Random(7);

        // 200 products in groups of 6 that go together; a third of the orders take 3 of a group, all take popular noise (a Zipf-like draw).
        string Popular() => (1 + (int)(200 * Math.Pow(random.NextDouble(), 3))).ToString(System.Globalization.CultureInfo.InvariantCulture);
        static string[] Group(int number) =>
            [.. Enumerable.Range(0, 6).Select(i => (1 + (number * 6) + i).ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var events = new List<Cartwright.Kernel.Event>();
        for (var i = 0; i < 5_000; i++)
        {
            string[] products =
                i % 3 == 0 ? [.. Group(random.Next(33)).OrderBy(_ => random.Next()).Take(3), Popular()] : [Popular(), Popular(), Popular()];
            events.Add(shelf.Event(Topics.OrderConfirmed, shelf.Order($"o{i}", $"u{i}", [.. products.Distinct()])));
        }

        foreach (var batch in events.Chunk(256))
        {
            await shelf.Hear(batch);
        }

        var popular = (await shelf.Recommend.For(null, null, 6, default)).Select(s => s.Product.ProductId).ToList();
        double ours = 0,
            theirs = 0;
        for (var group = 0; group < 33; group++)
        {
            var members = Group(group);
            foreach (var product in members)
            {
                ours += (await shelf.Beside(product)).Count(s => members.Contains(s.Product.ProductId)) / 5.0;
                theirs += popular.Where(p => p != product).Take(5).Count(p => members.Contains(p)) / 5.0;
            }
        }

        var (precision, baseline) = (ours / 198, theirs / 198);
        Assert.True(precision > 0.8 && precision > baseline * 5, $"precision@5 {precision:F3}, popularity {baseline:F3}");
    }

    [Fact]
    public async Task The_order_is_pairs_then_category_then_popular_and_scores_fall()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("1", "u1", "10", "11"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("2", "u2", "20"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("3", "u3", "33"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("4", "u3", "33"));
        var shown = await shelf.Beside("10");
        Assert.Equal(
            [("11", Reasons.Together), ("20", Reasons.Category), ("33", Reasons.Popular)],
            shown.Select(s => (s.Product.ProductId, s.Reason))
        );
        Assert.Equal(shown.Select(s => s.Score).OrderDescending(), shown.Select(s => s.Score));
        Assert.Equal(shown.Count, shown.Select(s => s.Score).Distinct().Count());
    }

    [Fact]
    public async Task A_product_that_was_never_bought_gets_its_category_from_the_catalog()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("1", "u1", "15"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("2", "u1", "16"));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("3", "u1", "16"));
        Assert.Equal(
            [("15", Reasons.Category), ("16", Reasons.Popular)],
            (await shelf.Beside("25")).Select(s => (s.Product.ProductId, s.Reason))
        );
    }

    [Fact]
    public async Task A_user_is_shown_what_goes_with_the_purchases_and_nothing_already_bought()
    {
        await using var shelf = await Shelf.Open();
        for (var i = 0; i < 5; i++)
        {
            await shelf.Tell(Topics.OrderConfirmed, shelf.Order($"a{i}", $"u{i}", "1", "2", "3"));
        }

        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("mine", "me", "1", "3"));
        var first = (await shelf.For("me"))[0];
        Assert.Equal(("2", Reasons.Bought), (first.Product.ProductId, first.Reason));
        Assert.Contains(first.Because, new[] { "Product 1", "Product 3" });
        Assert.DoesNotContain(await shelf.For("me"), s => s.Product.ProductId is "1" or "3");
        Assert.All(await shelf.For("stranger"), s => Assert.Equal(Reasons.Popular, s.Reason));
    }

    [Fact]
    public async Task What_is_deleted_is_never_shown_and_what_is_sold_out_comes_last()
    {
        await using var shelf = await Shelf.Open();
        for (var i = 0; i < 3; i++)
        {
            await shelf.Tell(Topics.OrderConfirmed, shelf.Order($"a{i}", $"u{i}", "1", "2", "3", "4"));
        }

        shelf.Deleted.Add("2");
        shelf.SoldOut.Add("3");
        Assert.Equal(["4", "3"], (await shelf.Beside("1")).Select(s => s.Product.ProductId));
        shelf.InventoryAway = true;
        Assert.All(await shelf.Beside("1"), s => Assert.Null(s.Available));
        shelf.CatalogAway = true;
        Assert.Empty(await shelf.Beside("1"));
    }

    [Fact]
    public async Task The_catalogs_news_of_a_deletion_holds_and_older_news_after_it_does_not()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("1", "u1", "1", "2"));
        await shelf.Test.Database.Write(async tx =>
        {
            await AffinityStore.SetProduct(tx, "2", "category-2", deleted: true, 200);
            await AffinityStore.SetProduct(tx, "2", "category-2", deleted: false, 100);
            return true;
        });
        Assert.Empty(await shelf.Beside("1"));
    }

    [Fact]
    public async Task Popularity_halves_in_two_weeks()
    {
        await using var shelf = await Shelf.Open();
        for (var i = 0; i < 3; i++)
        {
            await shelf.Tell(Topics.OrderConfirmed, shelf.Order($"old{i}", "u", "1"));
        }

        shelf.Clock.Advance(TimeSpan.FromDays(28));
        await shelf.Tell(Topics.OrderConfirmed, shelf.Order("new", "u", "2"));
        Assert.Equal(["2", "1"], (await shelf.Recommend.For(null, null, 5, default)).Select(s => s.Product.ProductId));
        Assert.Equal(0.5, Affinity.Today(Affinity.Score([(20_000, 1)], 0), 20_014), 9);
    }

    [Fact]
    public async Task The_contract_answers_the_same_as_the_page_and_asks_within_bounds_at_the_largest_limit()
    {
        await using var shelf = await Shelf.Open();
        await shelf.Hear([
            .. Enumerable
                .Range(1, 600)
                .Select(i =>
                    shelf.Event(
                        Topics.OrderConfirmed,
                        shelf.Order($"o{i}", "me", i.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    )
                ),
        ]);
        IRecommendations contract = shelf.Recommend;
        var reply = (await contract.Recommend(new() { UserId = "me", Limit = 100_000 }, default)).Value;
        Assert.Equal(200, reply.Recommendations.Count);
        Assert.Equal((await shelf.For("me", 200)).Select(s => s.Product.ProductId), reply.Recommendations.Select(r => r.ProductId));
        Assert.Equal(200, (await contract.Recommend(new() { ProductId = "1", Limit = 200 }, default)).Value.Recommendations.Count);
    }

    [Fact]
    public async Task Demo_popularity_is_planted_once_and_real_orders_overtake_it()
    {
        await using var shelf = await Shelf.Open();
        var demo = new DemoPopularity(
            shelf.Test.Database,
            shelf,
            shelf.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<DemoPopularity>.Instance
        );
        shelf.CatalogAway = true;
        Assert.False(await demo.Plant(default));
        shelf.CatalogAway = false;
        Assert.True(await demo.Plant(default));
        var before = await shelf.Rows();
        Assert.True(await demo.Plant(default));
        Assert.Equal(before, await shelf.Rows());
        Assert.Equal(1_000, before.Count);
        for (var i = 0; i < 6; i++)
        {
            await shelf.Tell(Topics.OrderConfirmed, shelf.Order($"o{i}", "u", "777"));
        }

        Assert.Equal("777", (await shelf.Recommend.For(null, null, 1, default))[0].Product.ProductId);
    }

    [Fact]
    public async Task Neither_the_own_family_is_shown_nor_one_product_twice_in_two_sizes()
    {
        await using var shelf = await Shelf.Open();

        // 11 and 21 are sizes of 1, 12 and 22 of 2; all of them are bought together.
        foreach (var (variant, parent) in new[] { ("11", "1"), ("21", "1"), ("12", "2"), ("22", "2") })
        {
            shelf.Parents[variant] = parent;
        }

        for (var i = 0; i < 3; i++)
        {
            await shelf.Tell("order.confirmed", shelf.Order($"o{i}", $"u{i}", "11", "21", "12", "22", "5"));
        }

        foreach (var beside in new[] { "11", "1" })
        {
            var shown = (await shelf.Beside(beside)).Select(one => one.Product.ProductId).ToArray();
            Assert.DoesNotContain(shown, id => id == "1" || shelf.Parents.GetValueOrDefault(id) == "1");
            Assert.Single(shown, id => id == "2" || shelf.Parents.GetValueOrDefault(id) == "2");
            Assert.Contains("5", shown);
        }

        // What is sold out gives its place to another size of it.
        shelf.SoldOut.Add("12");
        Assert.Contains("22", (await shelf.Beside("11")).Select(one => one.Product.ProductId));
    }
}
