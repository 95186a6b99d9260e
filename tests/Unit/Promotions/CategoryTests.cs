// Promotions for categories: they are about what lies below too, and follow a category that gets another path.
using Cartwright.Contracts;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CategoryTests
{
    private static readonly string[] Paths = ["Home", "Home/Kitchen", "home/kitchen/Mugs", "Homes", "Home & Garden", "Office/Home"];

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_promotion_for_a_category_is_about_all_below_it(int named)
    {
        // Few names are compared, many are hashed; with a code and without.
        string[] categories = ["Home", .. Enumerable.Range(1, named - 1).Select(i => "Other " + i)];
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "HALF", 50m, Categories: categories),
            new PromotionBody("percent", Value: 10m, Name: "Tenth", Categories: ["home/KITCHEN", "Home"])
        );
        (string, string, long, long)[] cart = [.. Paths.Select((path, i) => ("p" + i, path, 1L, 1_000L))];
        var reply = await stall.Price("HALF", cart);
        Assert.Equal([550L, 550, 550, 0, 0, 0], reply.LineDiscountsMinor);
    }

    [Fact]
    public async Task A_rename_is_followed_without_a_moment_between_and_once_though_it_is_told_twice()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "OLD", 50m, Categories: ["Old", "Tea"]),
            new PromotionBody("percent", "SUB", 50m, Categories: ["old/Sub"]),
            new PromotionBody("percent", "NEAR", 50m, Categories: ["Older"]),
            new PromotionBody("percent", "ALL", 50m)
        );
        (string, string, long, long)[] cart = [("1", "Old/Sub", 1, 1_000), ("2", "New/Sub", 1, 1_000), ("3", "Older", 1, 1_000)];
        for (var times = 0; times < 2; times++)
        {
            await Hear(stall, new CategoryMoved("Old", "New", false, 0));
            Assert.Equal(
                (1_000L, 1_000L, 500L),
                (
                    (await stall.Price("OLD", cart)).DiscountMinor,
                    (await stall.Price("SUB", cart)).DiscountMinor,
                    (await stall.Price("NEAR", cart)).DiscountMinor
                )
            );
        }

        for (var times = 0; times < 2; times++)
        {
            await Hear(stall, new CategoryMoved("Old", "New", true, 0));
            Assert.Equal([0L, 500, 0], (await stall.Price("OLD", cart)).LineDiscountsMinor);
            Assert.Equal([0L, 500, 0], (await stall.Price("SUB", cart)).LineDiscountsMinor);
        }

        await stall.Reopen();
        Assert.Equal(["Tea", "New"], await Named(stall, "OLD"));
        Assert.Equal(["New/Sub"], await Named(stall, "SUB"));
        Assert.Equal(["Older"], await Named(stall, "NEAR"));
        Assert.Empty(await Named(stall, "ALL"));
    }

    [Theory]
    [InlineData("OLD", "Old", "New")]
    [InlineData("SUB", "old/Sub", "New/Sub")]
    public async Task One_that_is_made_while_products_are_on_their_way_keeps_to_its_category(string code, string named, string follows)
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "BOTH", 50m, Categories: ["Old"]),
            new PromotionBody("percent", "TWO", 50m, Categories: ["Tea", "Old"])
        );
        await Hear(stall, new CategoryMoved("Old", "New", false, 0));
        Assert.Null((await stall.Edit.Create(new PromotionBody("percent", code, 50m, Categories: [named]), default)).Refused);
        for (var times = 0; times < 2; times++)
        {
            await Hear(stall, new CategoryMoved("Old", "New", true, 0));
            Assert.Equal([follows], await Named(stall, code));
            Assert.Equal(["New"], await Named(stall, "BOTH"));
            Assert.Equal(["Tea", "New"], await Named(stall, "TWO"));
        }

        (string, string, long, long)[] cart = [("1", follows, 1, 1_000), ("2", "Coffee", 1, 1_000)];
        Assert.Equal([500L, 0], (await stall.Price(code, cart)).LineDiscountsMinor);
        await stall.Reopen();
        Assert.Equal([500L, 0], (await stall.Price(code, cart)).LineDiscountsMinor);
    }

    [Fact]
    public async Task One_about_some_goods_never_becomes_one_about_all()
    {
        await using var stall = await Stall.Open(
            new PromotionBody("percent", "SOME", 50m, Categories: ["Tea"]),
            new PromotionBody("percent", "ALL", 50m)
        );
        var some = (await stall.Database.Read(sql => PromotionStore.Find(sql, "SOME")))!;
        Assert.Throws<InvalidOperationException>(() => some.Naming([], 1));
        Assert.Equal(["Teas"], some.Naming(["Teas"], 1).Categories);
        var all = (await stall.Database.Read(sql => PromotionStore.Find(sql, "ALL")))!;
        Assert.True(all.Naming([], 1).IsForAllGoods);
    }

    [Fact]
    public async Task There_and_back_in_the_order_in_which_it_is_told_loses_nothing()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "OLD", 50m, Categories: ["A"]));
        foreach (var (from, to) in new[] { ("A", "B"), ("B", "A"), ("A", "a") })
        {
            await Hear(stall, new CategoryMoved(from, to, false, 0));
            await Hear(stall, new CategoryMoved(from, to, true, 0));
        }

        Assert.Equal(["A"], await Named(stall, "OLD"));
    }

    private static async Task Hear(Stall stall, CategoryMoved moved) =>
        await stall.Database.Write(async tx =>
        {
            await new FollowCategories(stall.Memory, stall.Clock).On(tx, moved);
            return true;
        });

    private static async Task<IReadOnlyList<string>> Named(Stall stall, string code) =>
        (await stall.Database.Read(sql => PromotionStore.Find(sql, code)))!.Categories;
}
