// Units of a sold reservation that come back: once a request, never more than were sold, and a release afterwards brings only the rest.
using Cartwright.Contracts;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RestockTests
{
    [Fact]
    public async Task Units_come_back_once_a_request_and_never_more_than_were_sold()
    {
        await using var warehouse = await Warehouse.Open(("p", 10));
        await warehouse.Reserve("o", 600, ("p", 3));
        Assert.Equal("reservation_not_settled", await Restock(warehouse, "r1", 1));
        await warehouse.Settle("o", ("p", 3));
        Assert.Equal("done", await Restock(warehouse, "r1", 1));
        Assert.Equal("done", await Restock(warehouse, "r1", 1));
        Assert.Equal("restock_differs", await Restock(warehouse, "r1", 2));
        Assert.Equal("restock_exceeds_reservation", await Restock(warehouse, "r2", 3));
        Assert.Equal("restock_exceeds_reservation", await Restock(warehouse, "r2", 1, product: "q"));
        Assert.Equal("reservation_not_found", await Restock(warehouse, "r3", 1, "nope"));
        Assert.Equal("lines_invalid", await Restock(warehouse, "r3", 0));
        Assert.Equal((8L, 0L, 8L), await warehouse.Level("p"));
        await warehouse.Reopen();
        await warehouse.Release("o");
        Assert.Equal((10L, 0L, 10L), await warehouse.Level("p"));
        Assert.Equal("reservation_released", await Restock(warehouse, "r4", 1));
        Assert.Equal("done", await Restock(warehouse, "r1", 1));
        await warehouse.CheckLedger();
    }

    [Fact]
    public async Task Two_hundred_restocks_at_once_bring_back_what_was_sold_and_no_more()
    {
        await using var warehouse = await Warehouse.Open(("p", 50));
        await warehouse.Settle("o", ("p", 40));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Restock(warehouse, "r" + i, 1)));
        Assert.Equal(40, answers.Count(answer => answer == "done"));
        Assert.Equal((50L, 0L, 50L), await warehouse.Level("p"));
        await warehouse.CheckLedger();
    }

    private static async Task<string> Restock(
        Warehouse warehouse,
        string requestId,
        long quantity,
        string reservationId = "o",
        string product = "p"
    ) => (
            await warehouse.Inventory.Restock(
                new()
                {
                    RequestId = requestId,
                    ReservationId = reservationId,
                    Lines =
                    {
                        new StockLine { ProductId = product, Quantity = quantity },
                    },
                },
                default
            )
        ).Refused?.Code ?? "done";
}
