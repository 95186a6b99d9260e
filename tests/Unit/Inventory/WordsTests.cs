// What stock refuses says what is wrong in words and figures, and its books say in one word what moved it. Its bounds are exact.
using Cartwright.Contracts;
using Cartwright.Inventory;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class WordsTests
{
    [Fact]
    public async Task As_much_as_the_limit_fits_and_not_one_more()
    {
        await using var shop = await Warehouse.Open(("a", AdjustStock.OnHandMax - 1));
        Assert.Equal("done", await shop.Adjust("a", 1));
        var full = await Adjust(shop, 1);
        Assert.Equal(("stock_limit", "A product can have at most 1000000000 units on hand."), (full.Code, full.Detail));
        Assert.Equal("done", await shop.Adjust("a", -1));
        Assert.Equal((true, ""), await Count(shop, AdjustStock.OnHandMax));
        Assert.Equal((false, "stock_limit"), await Count(shop, AdjustStock.OnHandMax + 1));
        Assert.Equal((AdjustStock.OnHandMax, 0, AdjustStock.OnHandMax), await shop.Level("a"));
    }

    [Fact]
    public async Task What_comes_is_a_receipt_and_what_goes_a_write_off()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Adjust("a", 3);
        await shop.Adjust("a", -2);
        await Count(shop, 9);
        await Count(shop, 4);
        var moved = await shop.Database.Read(sql =>
            sql.Query(
                "SELECT reason, delta_on_hand FROM ledger WHERE number > 1 ORDER BY number",
                row => (row.GetString(0), row.GetInt64(1))
            )
        );
        Assert.Equal([("receipt", 3L), ("write_off", -2L), ("receipt", 3L), ("write_off", -5L)], moved);
    }

    [Fact]
    public async Task More_than_is_free_cannot_be_taken_off()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Reserve("r", 60, ("a", 3));
        var refused = await Adjust(shop, -3);
        Assert.Equal("Product a has 5 on hand, of which 3 are reserved: at most 2 can be taken off.", refused.Detail);
        Assert.Equal("""{"on_hand":5,"reserved":3,"available":2}""", refused.Facts!.ToJsonString());
    }

    [Fact]
    public async Task A_return_of_more_than_was_sold_says_how_much_may_still_come_back()
    {
        await using var shop = await Warehouse.Open(("a", 9));
        await shop.Reserve("r", 60, ("a", 3));
        Assert.Equal("The reservation r is held and not settled yet. Ask again.", (await Restock(shop, "r", 1)).Detail);
        Assert.Equal("There is no reservation other that could give units back.", (await Restock(shop, "other", 1)).Detail);
        await shop.Settle("r");
        var refused = await Restock(shop, "r", 4);
        Assert.Equal("r has deducted only 3 more of product a.", refused.Detail);
        Assert.Equal("""{"product_id":"a","left":3}""", refused.Facts!.ToJsonString());
        await shop.Release("r");
        Assert.Equal("The reservation r was released and cannot be used again.", (await Restock(shop, "r", 1)).Detail);
    }

    [Fact]
    public async Task A_reservation_of_other_lines_or_of_none_is_told_so()
    {
        await using var shop = await Warehouse.Open(("a", 9));
        await shop.Reserve("r", 60, ("a", 3));
        Assert.Equal("The reservation r is for other lines. Use another id.", (await Settle(shop, "r", ("a", 2))).Detail);
        Assert.Equal("Nothing is held under other, so the lines to deduct must be given.", (await Settle(shop, "other")).Detail);
    }

    private static async Task<Refusal> Adjust(Warehouse shop, long delta) =>
        (await shop.Database.Write(tx => shop.Writer.Adjust(tx, "a", delta, "admin", "words"))).Refused!;

    private static async Task<(bool Changed, string Code)> Count(Warehouse shop, long units)
    {
        var request = new CountRequest { By = "user-1", Note = "words" };
        request.Lines.Add(new CountLine { ProductId = "a", OnHand = units });
        var line = Assert.Single((await shop.Inventory.Count(request, default)).Value.Lines);
        return (line.Changed, line.Code);
    }

    private static async Task<Refusal> Restock(Warehouse shop, string reservationId, long units)
    {
        var request = new RestockRequest { RequestId = "back-" + reservationId + units, ReservationId = reservationId };
        request.Lines.Add(new StockLine { ProductId = "a", Quantity = units });
        return (await shop.Inventory.Restock(request, default)).Refused!;
    }

    private static async Task<Refusal> Settle(Warehouse shop, string id, params (string Id, long Units)[] lines)
    {
        var request = new SettleRequest { RequestId = id, ReservationId = id };
        request.Lines.AddRange(lines.Select(line => new StockLine { ProductId = line.Id, Quantity = line.Units }));
        return (await shop.Inventory.Settle(request, default)).Refused!;
    }
}
