// When all that would be sent is gone before anything has left, no shipping is due: not taken of what is held, paid back of what was paid,
// whoever takes the goods out; to the cent, on the order, its taxes, its papers and the vendors' parts.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ShippingGoneTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly WithdrawalAsk Lamps = new([new("p1", 1), new("p2", 2)], "Ada Lovelace", "ada@example.com");

    [Theory]
    [InlineData(true, "withdrawal", "standard")]
    [InlineData(true, "withdrawal", "express")]
    [InlineData(true, "edit", "standard")]
    [InlineData(true, "edit", "express")]
    [InlineData(false, "withdrawal", "standard")]
    [InlineData(false, "withdrawal", "express")]
    [InlineData(false, "edit", "standard")]
    [InlineData(false, "edit", "express")]
    public async Task Of_an_order_that_keeps_an_e_book_alone_its_price_is_all_that_is_kept(bool whenShipped, string how, string method)
    {
        await using var world = await OrderingWorld.Open(whenShipped: whenShipped);
        var order = await Placed(world, method);
        Assert.True(order.Terms.Shipping > 0);
        var book = order.Terms.Lines.Single(line => !line.IsSent);
        Assert.Null((await TakeOut(world, order, how)).Refused);
        await world.Until(order.Id, now => now.Outstanding() == 0);
        order = await world.Settled(order.Id);
        Assert.Equal((0L, book.Net + book.Tax), (order.Terms.Shipping, order.Terms.Total));
        Assert.Equal(order.Terms.Total, order.Captured() - order.Refunded());
        Assert.Equal((0L, 0L), (order.Held(), order.ShippingLeft()));
        Assert.Equal(order.Terms.Tax + order.Terms.TaxIncluded, order.Terms.Taxes!.Sum(tax => tax.Amount));
        Assert.All(order.Terms.Taxes!, tax => Assert.Equal((0L, 0L), (tax.Shipping, tax.ShippingTax)));
        Assert.Equal(order.Terms.Total, (await world.Papers.Of(order.Id)).Invoiced());
        Assert.Equal(order.Terms.Total, VendorShare.Of(order.Terms, _ => 0).Sum(share => share.Sale));
        await world.AssertTimelineHolds(order);
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task As_long_as_one_thing_is_to_be_sent_the_shipping_stays()
    {
        foreach (var whenShipped in new[] { true, false })
        {
            await using var world = await OrderingWorld.Open(whenShipped: whenShipped);
            var order = await Placed(world, "standard");
            var shipping = order.Terms.Shipping;
            Assert.Null((await world.Withdrawing.Confirm(order.Id, Lamps with { Lines = [new("p2", 2)] }, Admin, default)).Refused);
            order = await world.Settled(order.Id);
            Assert.Equal(shipping, order.Terms.Shipping);
            order = (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;
            Assert.Null((await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Refused);
            order = await world.Settled(order.Id);
            Assert.Equal(
                (order.Terms.Total, order.Terms.Total),
                (order.Captured() - order.Refunded(), (await world.Papers.Of(order.Id)).Invoiced())
            );
        }
    }

    [Theory]
    [InlineData("withdrawal")]
    [InlineData("edit")]
    public async Task Shipping_that_was_paid_back_as_goodwill_is_not_paid_back_once_more(string how)
    {
        await using var world = await OrderingWorld.Open();
        var order = await Placed(world, "standard");
        var back = order.ShippingLeft();
        Assert.Null((await world.Returning.Refund(order.Id, new(null, [], back, "late", null), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Null((await TakeOut(world, order, how)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(order.Terms.Total, order.Captured() - order.Refunded());
        Assert.Equal(order.Terms.Total, (await world.Papers.Of(order.Id)).Invoiced());

        // Money can still go back as ever, and no more of it than there is.
        Assert.Null((await world.Returning.Refund(order.Id, new(10, [], null, "sorry", null), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(order.Terms.Total - 10, order.Captured() - order.Refunded());
        var shares = VendorShare.Of(order.Terms, _ => 0);
        Assert.Equal(order.Terms.Total, shares.Sum(share => share.Sale));
        Assert.Equal(order.Captured() - order.Refunded(), Kept(world, order));
    }

    [Fact]
    public void Whichever_rates_goods_and_shipping_have_the_terms_add_up_without_it()
    {
        foreach (var included in new[] { true, false })
        {
            var terms = PaperWords.Confirmed(included).Terms;
            terms = terms with
            {
                Lines = [.. terms.Lines.Select(line => line.ProductId == "book" ? line with { NoShipping = true } : line)],
            };
            var left = terms.Less(new Dictionary<string, long> { ["lamp"] = 3, ["desk"] = 1 });
            var book = Assert.Single(left.Lines);
            Assert.Equal((0L, book.Net + book.Tax), (left.Shipping, left.Total));
            Assert.Equal((book.Tax, book.TaxIncluded), (left.Tax, left.TaxIncluded));
            var tax = Assert.Single(left.Taxes!);
            Assert.Equal((book.Tax + book.TaxIncluded, book.Net - book.TaxIncluded), (tax.Amount, tax.Base));
            Assert.NotNull(PaperDrafts.LinesOf(left));

            // Of an order from before there were goods that are not sent, and with one thing left, it stays.
            var some = terms.Less(new Dictionary<string, long> { ["lamp"] = 3 });
            Assert.Equal(terms.Shipping, some.Shipping);
            Assert.Equal(some.Tax + some.TaxIncluded, some.Taxes!.Sum(one => one.Amount));
        }
    }

    [Fact]
    public async Task What_is_withdrawn_after_a_part_has_left_gives_the_shipping_back_with_the_goods()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Placed(world, "standard");
        order = (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;
        Assert.Null((await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Refused);
        Assert.Null((await world.Withdrawing.Confirm(order.Id, Lamps, Admin, default)).Refused);
        await world.Until(order.Id, now => now.Outstanding() == 0);
        order = await world.Settled(order.Id);
        var withdrawal = order.Withdrawals()[0];
        var book = order.Terms.Lines.Single(line => !line.IsSent);
        Assert.Equal(order.Terms.Total - book.Net - book.Tax, withdrawal.BackLater);
        var back = order.AfterSaleSoFar.Returns.Single();
        order = (await world.Store.Change(order.Id, now => now.ReceiveReturn(back.Id, [new("p1", 1, true)], null, Admin, 99))).Value;
        order = await world.Settled(order.Id);
        Assert.Equal(book.Net + book.Tax, order.Captured() - order.Refunded());
        Assert.Equal(order.Captured() - order.Refunded(), (await world.Papers.Of(order.Id)).Invoiced());
        Assert.Equal(order.Captured() - order.Refunded(), Kept(world, order));
    }

    private static async Task<Outcome<Order>> TakeOut(OrderingWorld world, Order order, string how) =>
        how == "edit"
            ? await world.Editing.Edit(order.Id, new([new("p3", 3)]), Admin, default)
            : await world.Withdrawing.Confirm(order.Id, Lamps, Admin, default);

    // What the books of payments say is kept.
    private static long Kept(OrderingWorld world, Order order) =>
        world.Shop.Ledger[order.Id].Captured - world.Shop.Ledger[order.Id].Refunded;

    // p3 is an e-book.
    private static async Task<Order> Placed(OrderingWorld world, string method)
    {
        world.Shop.Products["p3"].NoShipping = true;
        world.Shop.Fill("ada", ("p1", 1), ("p2", 2), ("p3", 3));
        return await world.Settled((await world.Place(OrderingWorld.Wish() with { ShippingMethod = method })).Id);
    }
}
