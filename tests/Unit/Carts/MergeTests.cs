// A guest signs in.
using Cartwright.Contracts;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class MergeTests
{
    [Fact]
    public async Task Quantities_add_up_capped_by_stock_and_the_report_says_what_became_of_each_line()
    {
        await using var till = await Till.Open();
        till.Put("gone", 100, 5);
        till.Put("soldout", 100, 5);
        foreach (var (id, quantity) in new[] { ("a", 2L), ("b", 4L), ("c", 1L), ("gone", 1L), ("soldout", 1L) })
        {
            await till.Add(Till.Guest, id, quantity);
        }

        await till.Add(Till.Ann, "a", 3);
        await till.Add(Till.Ann, "b", 8);
        till.Products.Remove("gone");
        till.Stock["soldout"] = 0;
        var report = await Merge(till);
        Assert.Equal(
            [
                "a 2+3=5 summed ",
                "b 4+8=10 capped out_of_stock",
                "c 1+0=1 added ",
                "gone 1+0=0 dropped product_not_found",
                "soldout 1+0=0 dropped out_of_stock",
            ],
            report.Order()
        );
        Assert.Equal(report, await Merge(till));
        Assert.Equal(["a 5", "b 10", "c 1"], await Lines(till, "ann"));
        Assert.Empty(await Lines(till, "guest"));
    }

    [Fact]
    public async Task A_merge_never_takes_away_what_the_user_had()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 2);
        await till.Add(Till.Ann, "a", 5);
        till.Stock["a"] = 1;
        Assert.Equal(["a 2+5=5 capped out_of_stock"], await Merge(till));
        Assert.Equal(["a 5"], await Lines(till, "ann"));
    }

    [Theory]
    [InlineData("sum", 7)]
    [InlineData("max", 5)]
    [InlineData("guest", 2)]
    [InlineData("user", 5)]
    public async Task The_rule_is_a_setting(string rule, long wanted)
    {
        await using var till = await Till.Open(("Carts:Merge", rule));
        await till.Add(Till.Guest, "a", 2);
        await till.Add(Till.Ann, "a", 5);
        await Merge(till);
        Assert.Equal([$"a {wanted}"], await Lines(till, "ann"));
    }

    [Fact]
    public async Task A_crash_between_the_two_halves_loses_nothing()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 2);
        await till.Store.Change(new Cartwright.Carts.HandOver("guest", "ann", "ann"), default);
        await till.Reopen();
        await till.Add(Till.Guest, "b", 1);
        await Merge(till);
        Assert.Equal(["a 2", "b 1"], await Lines(till, "ann"));
        await Merge(till);
        Assert.Equal(["a 2", "b 1"], await Lines(till, "ann"));
    }

    [Fact]
    public async Task A_sign_in_that_was_already_merged_does_nothing_and_one_that_was_not_is_made_up_for()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 2);
        for (var i = 0; i < 2; i++)
        {
            await till.Database.Write(async tx =>
            {
                await till.Upkeep.KeepMerge(tx, new UserFacts("ann", "ann@example.com", "Ann", "guest", 0));
                await till.Upkeep.KeepMerge(tx, new UserFacts("ann", "ann@example.com", "Ann", null, 0));
                return true;
            });
            await till.Upkeep.MergeWaiting(default);
            Assert.Equal(["a 2"], await Lines(till, "ann"));
        }

        Assert.Equal(0, await till.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM merges_waiting")));
    }

    [Fact]
    public async Task However_many_wait_they_are_merged_in_one_go()
    {
        await using var till = await Till.Open();
        await till.Database.Write(async tx =>
        {
            for (var i = 0; i < 120; i++)
            {
                await till.Upkeep.KeepMerge(tx, new UserFacts("ann" + i, "ann@example.com", "Ann", "guest" + i, 0));
            }

            return true;
        });
        var rounds = 1;
        for (; await till.Upkeep.MergeWaiting(default); rounds++) { }

        Assert.Equal((3, 0), (rounds, await till.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM merges_waiting"))));
    }

    private static async Task<List<string>> Merge(Till till) =>
        [
            .. (await till.Carts.Merge(new MergeRequest { GuestId = "guest", UserId = "ann" }, default)).Value.Lines.Select(l =>
                $"{l.ProductId} {l.GuestQuantity}+{l.UserQuantity}={l.Quantity} {l.Fate} {l.Reason}"
            ),
        ];

    private static async Task<IEnumerable<string>> Lines(Till till, string userId) =>
        (await till.Carts.GetCart(new GetCartRequest { UserId = userId }, default))
            .Value.Lines.Select(l => $"{l.ProductId} {l.Quantity}")
            .Order(StringComparer.Ordinal);
}
