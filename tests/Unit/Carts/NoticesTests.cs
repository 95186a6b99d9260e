// What a cart says when the shop has changed since a line was added.
using Cartwright.Carts;
using Cartwright.Contracts;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class NoticesTests
{
    [Fact]
    public async Task A_price_change_is_shown_with_both_prices_until_it_is_acknowledged()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        await till.Add(Till.Ann, "b", 2);
        till.Products["a"].PriceMinor = 1999;
        var line = (await till.Seen(Till.Ann))["items"]![0]!;
        Assert.Equal(
            ("29.99", "19.99", "19.99"),
            (line["price_change"]!["was"]!.ToJsonString(), line["price_change"]!["now"]!.ToJsonString(), line["price"]!.ToJsonString())
        );
        Assert.Equal("done", Till.Code(await till.Change.Acknowledge(till.By(Till.Ann), default)));
        var cart = await till.Seen(Till.Ann);
        Assert.All(cart["items"]!.AsArray(), item => Assert.Null(item!["price_change"]));
        Assert.Equal("40.99", cart["total_price"]!.ToJsonString());
        Assert.Equal("price_acknowledged", (await till.Lists.History("ann", null, 1, default))[0].Change);
        var version = (long)cart["version"]!;
        await till.Change.Acknowledge(till.By(Till.Ann), default);
        Assert.Equal(version, (long)(await till.Seen(Till.Ann))["version"]!);
    }

    [Fact]
    public async Task Each_line_says_why_it_cannot_be_bought()
    {
        await using var till = await Till.Open();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await till.Add(Till.Ann, id, 3);
        }

        till.Put("d", 500, 5);
        await till.Add(Till.Ann, "d", 3);
        till.Stock["a"] = 0;
        till.Stock["b"] = 2;
        till.Products.Remove("c");
        till.Products["d"].Currency = "EUR";
        await till.Change.Acknowledge(till.By(Till.Ann), default);
        var cart = await till.Seen(Till.Ann);
        Assert.Equal(
            ["a out_of_stock 0", "b less_available 2", "c no_longer_sold 0", "d currency_differs 0"],
            cart["items"]!.AsArray().Select(line => $"{line!["product_id"]} {line["problem"]} {line["available_quantity"]}").Order()
        );
        Assert.All(cart["items"]!.AsArray(), line => Assert.False((bool)line!["available"]!));
        Assert.Equal("product_not_found", await till.Set(Till.Ann, "c", 2));
        Assert.Equal("currency_differs", await till.Set(Till.Ann, "d", 2));
        Assert.Equal("out_of_stock", await till.Set(Till.Ann, "b", 3));
        Assert.Equal("done", await till.Set(Till.Ann, "b", 2));
    }

    [Fact]
    public async Task Two_sign_ins_that_merge_one_guests_cart_at_once_share_it_out_and_double_nothing()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 4);
        await till.Add(Till.Guest, "b", 2);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    till.Carts.Merge(
                            new MergeRequest
                            {
                                RequestId = "r",
                                GuestId = "guest",
                                UserId = i % 2 == 0 ? "ann" : "bob",
                            },
                            default
                        )
                        .AsTask()
                )
        );
        var ann = await till.Store.Load("ann", null, default);
        var bob = await till.Store.Load("bob", null, default);
        Assert.Equal((4, 2), (Of(ann, "a") + Of(bob, "a"), Of(ann, "b") + Of(bob, "b")));
        Assert.Empty((await till.Store.Load("guest", null, default)).Items);

        static long Of(CartState cart, string id) => cart.Find(id)?.Quantity ?? 0;
    }

    [Fact]
    public async Task Saved_lines_are_in_the_report_too()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 1);
        await till.Add(Till.Guest, "b", 1);
        foreach (var id in new[] { "a", "b" })
        {
            await till.Change.Run(till.By(Till.Guest), new SaveItem("guest", "guest", id), default);
        }

        await till.Add(Till.Ann, "b", 1);
        var report = (await till.Carts.Merge(new MergeRequest { GuestId = "guest", UserId = "ann" }, default)).Value.Lines;
        Assert.Equal(["a saved ", "b dropped in_cart"], report.Select(line => $"{line.ProductId} {line.Fate} {line.Reason}").Order());
        Assert.True((await till.Store.Load("ann", null, default)).Find("a")!.Saved);
    }
}
