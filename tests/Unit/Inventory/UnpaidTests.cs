// What waits for a payment is bounded by holder and by product, in the decision that holds it; what is paid at once is not.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class UnpaidTests
{
    private const string Ada = "user/ada";
    private const string School = "network/school";

    [Fact]
    public async Task However_many_guests_and_customers_try_nine_tenths_of_every_product_stay_for_others()
    {
        var products = Enumerable.Range(1, 60).Select(units => ($"p{units}", (long)units * units)).ToArray();
        await using var shop = await Warehouse.Open(products);
        var codes = await Task.WhenAll(
            Enumerable
                .Range(0, 512)
                .Select(i =>
                    shop.ReserveUnpaid(
                        $"r{i}",
                        i % 2 == 0 ? $"network/{i % 8}" : $"user/{i}",
                        0,
                        [.. products.Skip(i % 50).Take(10).Select(product => (product.Item1, 1 + (long)(i % 3)))]
                    )
                )
        );
        Assert.Contains("done", codes);
        foreach (var (id, units) in products)
        {
            Assert.InRange((await shop.Level(id)).Reserved, 0, Math.Max(1, units / 10));
        }

        await shop.CheckLedger();
    }

    [Fact]
    public async Task Small_stocks_are_sold_one_unit_at_a_time_to_the_last_and_larger_ones_by_the_tenth()
    {
        for (var units = 1; units <= 20; units++)
        {
            await using var shop = await Warehouse.Open(("a", units));
            var most = units < 20 ? 1 : 2;
            Assert.Equal(units == 1 ? "out_of_stock" : "unpaid_share", await shop.ReserveUnpaid("more", Ada, 60, ("a", most + 1)));
            for (var sold = 0; sold < units; sold++)
            {
                Assert.Equal("done", await shop.ReserveUnpaid($"r{sold}", $"user/{sold}", 60, ("a", 1)));
                Assert.Equal("done", await shop.Settle($"r{sold}"));
            }

            Assert.Equal((0, 0, 0), await shop.Level("a"));
            await shop.CheckLedger();
        }
    }

    [Theory]
    [InlineData(Ada, 5)]
    [InlineData(School, 20)]
    public async Task Of_512_at_once_as_many_orders_of_one_holder_wait_as_may(string holder, int most)
    {
        await using var shop = await Warehouse.Open(("a", 100_000));
        var codes = await Task.WhenAll(Enumerable.Range(0, 512).Select(i => shop.ReserveUnpaid($"r{i}", holder, 0, ("a", 1))));
        Assert.Equal(most, codes.Count(code => code == "done"));
        Assert.Equal(512 - most, codes.Count(code => code == "too_many_unpaid_orders"));
        await shop.CheckLedger();
    }

    [Theory]
    [InlineData(Ada, 200)]
    [InlineData(School, 500)]
    public async Task And_as_many_units(string holder, int most)
    {
        await using var shop = await Warehouse.Open(("a", 100_000), ("b", 100_000));
        Assert.Equal("too_many_unpaid_units", await shop.ReserveUnpaid("r1", holder, 0, ("a", most - 10), ("b", 11)));
        Assert.Equal("done", await shop.ReserveUnpaid("r2", holder, 0, ("a", most - 10), ("b", 10)));
        Assert.Equal("too_many_unpaid_units", await shop.ReserveUnpaid("r3", holder, 0, ("a", 1)));
        Assert.Equal("done", await shop.ReserveUnpaid("r4", "user/other", 0, ("a", 1)));
    }

    [Theory]
    [InlineData("settled")]
    [InlineData("released")]
    [InlineData("expired")]
    [InlineData("swept")]
    public async Task What_is_paid_given_back_or_past_its_time_leaves_room_for_the_next(string how)
    {
        await using var shop = await Warehouse.Open(("a", 1_000));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("done", await shop.ReserveUnpaid($"r{i}", Ada, 60, ("a", 20)));
        }

        Assert.Equal("too_many_unpaid_orders", await shop.ReserveUnpaid("more", Ada, 60, ("a", 1)));
        switch (how)
        {
            case "settled":
                await shop.Settle("r0");
                break;
            case "released":
                await shop.Release("r0");
                break;
            default:
                shop.Clock.Advance(TimeSpan.FromSeconds(61));
                await (how == "swept" ? shop.Sweep() : Task.CompletedTask);
                break;
        }

        await shop.Reopen();
        Assert.Equal("done", await shop.ReserveUnpaid("more", Ada, 60, ("a", 1)));
        await shop.CheckLedger();
        Assert.Equal(
            how is "expired" or "swept" ? 1 : 5,
            await shop.Database.Read(sql => sql.Number("SELECT orders FROM unpaid_tabs WHERE holder = $1", Ada))
        );
        Assert.Equal(
            0,
            await shop.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM reservations WHERE state IN (1, 2) AND holder IS NOT NULL"))
        );
    }

    [Fact]
    public async Task Who_pays_at_once_may_have_everything_and_is_not_hampered_by_those_who_wait()
    {
        await using var shop = await Warehouse.Open(("a", 10_000));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("done", await shop.Reserve($"r{i}", 60, ("a", 200)));
            Assert.Equal("done", await shop.Reserve($"r{i}", 0, ("a", 200)));
        }

        Assert.Equal("done", await shop.ReserveUnpaid("waits", Ada, 0, ("a", 200)));
        Assert.Equal("done", await shop.Reserve("rest", 0, ("a", 1_800)));
        Assert.Equal((10_000, 10_000, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task A_hold_that_turns_out_to_wait_counts_for_whom_its_placement_named_and_is_held_on_when_it_may_not()
    {
        await using var shop = await Warehouse.Open(("a", 1_000));
        for (var i = 0; i < 6; i++)
        {
            var request = new ReserveRequest
            {
                RequestId = "r",
                ReservationId = $"r{i}",
                HoldSeconds = 60,
                Holder = Ada,
                Lines =
                {
                    new StockLine { ProductId = "a", Quantity = 1 },
                },
            };
            Assert.Null((await shop.Inventory.Reserve(request, default)).Refused);
        }

        await shop.Reopen();
        for (var i = 0; i < 6; i++)
        {
            var request = new ReserveRequest
            {
                RequestId = "r",
                ReservationId = $"r{i}",
                Unpaid = true,
                Lines =
                {
                    new StockLine { ProductId = "a", Quantity = 1 },
                },
            };
            Assert.Equal(i < 5 ? null : "too_many_unpaid_orders", (await shop.Inventory.Reserve(request, default)).Refused?.Code);
            Assert.Equal(i < 5 ? null : "too_many_unpaid_orders", (await shop.Inventory.Reserve(request, default)).Refused?.Code);
        }

        Assert.Equal(6, (await shop.Level("a")).Reserved);
        await shop.CheckLedger();
    }

    [Fact]
    public async Task One_that_expired_unpaid_is_taken_anew_only_within_the_bounds()
    {
        await using var shop = await Warehouse.Open(new UnpaidBounds(1, 200, 20, 500, 10), ("a", 1_000));
        Assert.Equal("done", await shop.ReserveUnpaid("r1", Ada, 60, ("a", 2)));
        shop.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("done", await shop.ReserveUnpaid("r2", Ada, 60, ("a", 2)));
        await shop.Reopen();
        Assert.Equal("too_many_unpaid_orders", await shop.Reserve("r1", 0, ("a", 2)));
        Assert.Equal("done", await shop.Release("r2"));
        Assert.Equal("done", await shop.Reserve("r1", 0, ("a", 2)));
        Assert.Equal("too_many_unpaid_orders", await shop.ReserveUnpaid("r3", Ada, 60, ("a", 2)));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task A_refusal_says_how_much_more_may_wait()
    {
        await using var shop = await Warehouse.Open(("a", 100));
        Assert.Equal("done", await shop.ReserveUnpaid("r1", Ada, 60, ("a", 4)));
        var request = new ReserveRequest
        {
            RequestId = "r2",
            ReservationId = "r2",
            HoldSeconds = 60,
            Holder = School,
            Unpaid = true,
            Lines =
            {
                new StockLine { ProductId = "a", Quantity = 7 },
            },
        };
        var refused = (await shop.Inventory.Reserve(request, default)).Refused!;
        Assert.Equal(
            (RefusalKind.Conflict, "unpaid_share", 6L),
            (refused.Kind, refused.Code, (long)refused.Facts!["lines"]![0]!["available"]!)
        );
        Assert.Equal("done", await shop.ReserveUnpaid("r2", School, 60, ("a", 6)));
        request.Holder = "somebody";
        Assert.Equal("holder_invalid", (await shop.Inventory.Reserve(request, default)).Refused?.Code);
    }

    [Fact]
    public void Bounds_are_read_from_the_configuration_and_wrong_ones_are_refused()
    {
        static UnpaidBounds Of(params (string Key, string Value)[] keys) =>
            UnpaidBounds.Of(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(keys.Select(key => KeyValuePair.Create(key.Key, (string?)key.Value)))
                    .Build()
            );
        Assert.Equal(UnpaidBounds.Usual, Of());
        Assert.Equal(new(1, 2, 3, 4, 100), Of([.. UnpaidBounds.Keys.Zip(["1", "2", "3", "4", "100"])]));
        Assert.Contains(
            "Stock:Unpaid:Percent=101",
            Assert.Throws<ConfigurationRefused>(() => Of(("Stock:Unpaid:Percent", "101"))).Message,
            StringComparison.Ordinal
        );
    }
}
