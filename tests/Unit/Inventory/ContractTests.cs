// The numbered promises of IInventory.
using Cartwright.Contracts;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ContractTests
{
    [Fact]
    public async Task Case_1_reserving_the_last_unit_twice_refuses_the_second()
    {
        await using var shop = await Warehouse.Open(("a", 1));
        Assert.Equal("done", await shop.Reserve("first", 60, ("a", 1)));
        Assert.Equal("out_of_stock", await shop.Reserve("second", 60, ("a", 1)));
        Assert.Equal((1, 1, 0), await shop.Level("a"));
        Assert.Equal("done", await shop.Settle("first"));
        Assert.Equal("out_of_stock", await shop.Reserve("second", 60, ("a", 1)));
        Assert.Equal((0, 0, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_2_units_of_an_expired_hold_are_free_at_once_though_nobody_swept()
    {
        await using var shop = await Warehouse.Open(("a", 2), ("b", 5));
        await shop.Reserve("first", 60, ("a", 2), ("b", 1));
        await shop.Sweep();
        Assert.Equal((2, 2, 0), await shop.Level("a"));
        shop.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((2, 0, 2), await shop.Level("a"));
        Assert.Equal("done", await shop.Reserve("second", 60, ("a", 2)));
        Assert.Equal((5, 0, 5), await shop.Level("b"));
        await shop.Sweep();
        await shop.Sweep();
        Assert.Equal((2, 2, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_2_a_hold_that_expired_is_not_released_a_second_time()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Reserve("first", 60, ("a", 3));
        shop.Clock.Advance(TimeSpan.FromSeconds(61));
        await shop.Sweep();
        Assert.Equal("done", await shop.Release("first"));
        Assert.Equal((5, 0, 5), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_3_availability_answers_in_the_order_asked_with_zeros_for_what_was_never_stocked()
    {
        await using var shop = await Warehouse.Open(("a", 5), ("b", 7));
        await shop.Reserve("r", 60, ("b", 2));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await shop.Sweep();
            var reply = (
                await shop.Inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { "b", "never", "a", "b" } }, default)
            ).Value;
            Assert.Equal(
                ["b 7 2 5", "never 0 0 0", "a 5 0 5", "b 7 2 5"],
                reply.Products.Select(p => $"{p.ProductId} {p.OnHand} {p.Reserved} {p.Available}")
            );
        }
    }

    [Fact]
    public async Task Case_4_a_reservation_holds_all_lines_or_none_and_says_which_lack()
    {
        await using var shop = await Warehouse.Open(("a", 5), ("b", 1), ("c", 0));
        var refused = (
            await shop.Inventory.Reserve(
                new ReserveRequest
                {
                    ReservationId = "r",
                    HoldSeconds = 60,
                    Lines =
                    {
                        new StockLine { ProductId = "a", Quantity = 1 },
                        new StockLine { ProductId = "b", Quantity = 2 },
                        new StockLine { ProductId = "c", Quantity = 1 },
                    },
                },
                default
            )
        ).Refused!;
        Assert.Equal("out_of_stock", refused.Code);
        Assert.Equal(
            """[{"product_id":"b","requested":2,"available":1},{"product_id":"c","requested":1,"available":0}]""",
            refused.Facts!["lines"]!.ToJsonString()
        );
        Assert.Equal((5, 0, 5), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_4_two_lines_of_one_product_add_up()
    {
        await using var shop = await Warehouse.Open(("a", 3));
        Assert.Equal("out_of_stock", await shop.Reserve("r", 60, ("a", 2), ("a", 2)));
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 2), ("a", 1)));
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 3)));
        Assert.Equal((3, 3, 0), await shop.Level("a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Case_4_absurd_quantities_are_refused(long units)
    {
        await using var shop = await Warehouse.Open(("a", 3));
        Assert.Equal("lines_invalid", await shop.Reserve("r", 60, ("a", units)));
        Assert.Equal("lines_invalid", await shop.Settle("r", ("a", units)));
        Assert.Equal("hold_seconds_invalid", await shop.Reserve("r", -1, ("a", 1)));
        Assert.Equal("hold_seconds_invalid", await shop.Reserve("r", 86_401, ("a", 1)));
        Assert.Equal((3, 0, 3), await shop.Level("a"));
    }

    [Fact]
    public async Task Case_5_repeating_renews_a_live_hold()
    {
        await using var shop = await Warehouse.Open(("a", 2));
        await shop.Reserve("r", 60, ("a", 2));
        shop.Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 2)));
        shop.Clock.Advance(TimeSpan.FromSeconds(50));
        await shop.Sweep();
        Assert.Equal((2, 2, 0), await shop.Level("a"));
        Assert.Equal("done", await shop.Reserve("r", 5, ("a", 2)));
        shop.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal((2, 2, 0), await shop.Level("a"));
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((2, 0, 2), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_5_repeating_takes_an_expired_hold_anew_only_if_the_units_are_still_there()
    {
        await using var shop = await Warehouse.Open(("a", 2));
        await shop.Reserve("r", 60, ("a", 2));
        shop.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 2)));
        Assert.Equal((2, 2, 0), await shop.Level("a"));
        shop.Clock.Advance(TimeSpan.FromSeconds(60));
        await shop.Reserve("other", 60, ("a", 1));
        Assert.Equal("out_of_stock", await shop.Reserve("r", 60, ("a", 2)));
        Assert.Equal((2, 1, 1), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_6_other_lines_a_released_and_a_settled_reservation()
    {
        await using var shop = await Warehouse.Open(("a", 9), ("b", 9));
        await shop.Reserve("r", 60, ("a", 2), ("b", 1));
        Assert.Equal("reservation_differs", await shop.Reserve("r", 60, ("a", 2)));
        Assert.Equal("reservation_differs", await shop.Reserve("r", 60, ("a", 2), ("b", 2)));
        Assert.Equal("reservation_differs", await shop.Settle("r", ("a", 1)));
        Assert.Equal("done", await shop.Reserve("r", 60, ("b", 1), ("a", 2)));
        await shop.Settle("r");
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 2), ("b", 1)));
        Assert.Equal((7, 0, 7), await shop.Level("a"));
        await shop.Release("r");
        Assert.Equal("reservation_released", await shop.Reserve("r", 60, ("a", 2), ("b", 1)));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_7_settling_sells_once_and_deducts_where_there_was_no_hold()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Reserve("r", 60, ("a", 2));
        Assert.Equal("done", await shop.Settle("r", ("a", 2)));
        Assert.Equal("done", await shop.Settle("r", ("a", 2)));
        Assert.Equal((3, 0, 3), await shop.Level("a"));
        Assert.Equal("done", await shop.Settle("direct", ("a", 2)));
        Assert.Equal("done", await shop.Settle("direct", ("a", 2)));
        Assert.Equal((1, 0, 1), await shop.Level("a"));
        Assert.Equal("out_of_stock", await shop.Settle("more", ("a", 2)));
        Assert.Equal("lines_invalid", await shop.Settle("nothing"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_7_settling_after_the_expiry_sells_only_what_is_still_there()
    {
        await using var shop = await Warehouse.Open(("a", 3));
        await shop.Reserve("late", 60, ("a", 2));
        shop.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("done", await shop.Settle("late", ("a", 2)));
        await shop.Reserve("later", 60, ("a", 1));
        shop.Clock.Advance(TimeSpan.FromSeconds(61));
        await shop.Reserve("quicker", 60, ("a", 1));
        Assert.Equal("out_of_stock", await shop.Settle("later"));
        await shop.Sweep();
        Assert.Equal("out_of_stock", await shop.Settle("later", ("a", 1)));
        Assert.Equal((1, 1, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_8_releasing_gives_back_what_was_held_or_sold_once()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Reserve("held", 60, ("a", 2));
        await shop.Settle("sold", ("a", 1));
        foreach (var id in new[] { "held", "held", "sold", "sold" })
        {
            Assert.Equal("done", await shop.Release(id));
        }

        Assert.Equal((5, 0, 5), await shop.Level("a"));
        Assert.Equal("reservation_released", await shop.Settle("held", ("a", 2)));
        Assert.Equal("reservation_released", await shop.Settle("sold", ("a", 1)));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Case_8_a_reserve_that_arrives_after_its_release_finds_the_door_closed()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        Assert.Equal("done", await shop.Release("r"));
        await shop.Reopen();
        Assert.Equal("reservation_released", await shop.Reserve("r", 60, ("a", 2)));
        Assert.Equal("reservation_released", await shop.Settle("r", ("a", 2)));
        Assert.Equal((5, 0, 5), await shop.Level("a"));
    }

    [Fact]
    public async Task Five_hundred_parallel_reservations_never_promise_more_than_there_is()
    {
        var products = Enumerable.Range(1, 5).Select(i => ($"p{i}", 50L)).ToArray();
        await using var shop = await Warehouse.Open(products);
        var random = new Random(7);
        var orders = Enumerable
            .Range(0, 500)
            .Select(i =>
                (Id: $"o{i}", Lines: Enumerable.Range(0, random.Next(1, 4)).Select(_ => ($"p{random.Next(1, 6)}", 1L)).Distinct().ToArray())
            )
            .ToList();
        var replies = await Task.WhenAll(orders.Select(o => shop.Reserve(o.Id, 60, o.Lines)));
        var settled = await Task.WhenAll(orders.Where((_, i) => replies[i] == "done").Select(o => shop.Settle(o.Id)));
        Assert.All(settled, code => Assert.Equal("done", code));
        Assert.All(replies, code => Assert.True(code is "done" or "out_of_stock"));
        foreach (var (id, _) in products)
        {
            var sold = orders.Where((_, i) => replies[i] == "done").Sum(o => o.Lines.Where(l => l.Item1 == id).Sum(l => l.Item2));
            Assert.Equal((50 - sold, 0, 50 - sold), await shop.Level(id));
        }

        // Demand is four times the stock: whoever was refused was refused for a reason.
        Assert.Contains(products, p => shop.Level(p.Item1).Result.Available == 0);
        await shop.CheckLedger();
    }

    [Fact]
    public async Task A_thousand_expired_holds_give_way_to_one_order_that_needs_all_their_units()
    {
        await using var shop = await Warehouse.Open(("a", 1000));
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => shop.Reserve($"r{i}", 60 + (i % 3), ("a", 1))));
        Assert.Equal("out_of_stock", await shop.Reserve("all", 60, ("a", 1000)));
        shop.Clock.Advance(TimeSpan.FromSeconds(62));
        Assert.Equal("done", await shop.Reserve("all", 60, ("a", 1000)));
        Assert.Equal((1000, 1000, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }
}
