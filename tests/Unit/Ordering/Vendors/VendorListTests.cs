// What a vendor's list gives and what it keeps to itself, and how vendors' moves end.
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class VendorListTests
{
    private static readonly Actor Vendor = new("vendor", "vera");

    [Fact]
    public async Task A_vendor_finds_its_orders_by_stage_day_product_and_number_and_never_by_what_others_sell()
    {
        await using var world = await OrderingWorld.Open();
        var orders = new List<Order>();
        for (var i = 0; i < 9; i++)
        {
            world.Shop.Fill("ada" + i, i % 3 == 0 ? [("p1", 1)] : [("p2", 2), ("p3", 1)]);
            orders.Add(await world.Settled((await world.Place(OrderingWorld.Wish("ada" + i))).Id));
        }

        Assert.True((await world.Parts.Move(orders[1].Id, "v1", Status.Processing, null, null, null, Vendor)).Refused is null);
        async Task<int> Found(VendorFilter filter) => (await world.VendorLists.Find(filter, 50)).Rows.Count;
        Assert.Equal((9, 6, 0), (await Found(new("v1")), await Found(new("v2")), await Found(new("v9"))));
        Assert.Equal(
            (1, 8, 0),
            (await Found(new("v1", Status.Processing)), await Found(new("v1", Status.Confirmed)), await Found(new("v2", Status.Processing)))
        );
        Assert.Equal(
            (3, 6, 1),
            (
                await Found(new("v1", ProductId: "p1")),
                await Found(new("v1", ProductId: "p2")),
                await Found(new("v1", Status.Processing, ProductId: "p2"))
            )
        );
        Assert.Equal(
            (1, 1, 0, 0),
            (
                await Found(new("v2", Text: orders[1].Id)),
                await Found(new("v2", Text: orders[1].Id[^8..])),
                await Found(new("v2", Text: orders[0].Id)),
                await Found(new("v2", Text: "ada"))
            )
        );
        Assert.Equal(
            (9, 0, 1),
            (
                await Found(new("v1", FromMs: orders[0].CreatedMs)),
                await Found(new("v1", ToMs: orders[0].CreatedMs)),
                orders.Count(order => order.Id == orders[1].Id)
            )
        );

        // The other vendor's product is in six of these orders; asking for it must not tell.
        var other = await world.VendorLists.Find(new("v1", ProductId: "p3"), 2);
        Assert.Empty(other.Rows);
        Assert.Null(other.GoOn);

        var walked = new List<string>();
        for (var page = await world.VendorLists.Find(new("v1"), 2); ; page = await world.VendorLists.Find(new("v1", After: page.GoOn), 2))
        {
            walked.AddRange(page.Rows.Select(row => row.Order.Id));
            if (page.GoOn is null)
            {
                break;
            }
        }

        Assert.Equal(
            orders
                .OrderByDescending(order => order.CreatedMs)
                .ThenByDescending(order => order.Id, StringComparer.Ordinal)
                .Select(order => order.Id),
            walked
        );
    }

    [Fact]
    public async Task A_vendor_sends_parts_sees_conflicts_and_moves_many_each_by_itself()
    {
        await using var world = await OrderingWorld.Open();
        var orders = new List<Order>();
        for (var i = 0; i < 3; i++)
        {
            world.Shop.Fill("ada" + i, ("p1", 3), ("p3", 1));
            orders.Add(await world.Settled((await world.Place(OrderingWorld.Wish("ada" + i))).Id));
        }

        var bulk = await world.Parts.MoveAll([orders[0].Id, "nobody", orders[1].Id], "v1", Status.Processing, null, Vendor);
        Assert.Equal((2, 1), (bulk.Moved, bulk.Refused));
        Assert.Equal([null, "order_not_found", null], bulk.Results.Select(result => result.Code));
        Assert.Equal(
            "illegal_transition",
            Assert.Single((await world.Parts.MoveAll([orders[2].Id], "v1", Status.Delivered, null, Vendor)).Results).Code
        );

        var sent = (await world.Parts.Ship(orders[0].Id, "v1", [new("p1", 1)], "DHL", "T1", null, Vendor)).Value;
        var body = VendorOrderBody.Of(sent, "v1", await world.VendorLists.Share(sent.Id, "v1"));
        Assert.Equal((Status.PartiallyShipped, 1L, 3L), (body.Status, body.Items[0].Shipped, body.TotalItems));
        Assert.Equal(1, (await world.VendorLists.Dashboard("v1", 0)).Counts.First(count => count.Stage == Status.PartiallyShipped).Orders);
        Assert.Equal(
            "version_mismatch",
            (await world.Parts.Move(sent.Id, "v1", Status.Shipped, null, null, sent.Version - 1, Vendor)).Refused!.Code
        );
        Assert.Equal(
            "quantity_exceeds_unshipped",
            (await world.Parts.Ship(sent.Id, "v1", [new("p1", 3)], null, null, null, Vendor)).Refused!.Code
        );
        Assert.Equal("unknown_line", (await world.Parts.Ship(sent.Id, "v1", [new("p3", 1)], null, null, null, Vendor)).Refused!.Code);
        sent = (await world.Parts.Ship(sent.Id, "v1", [new("p1", 2)], null, null, sent.Version, Vendor)).Value;
        Assert.Equal("shipment_not_found", (await world.Parts.Deliver(sent.Id, "v2", 1, null, Vendor)).Refused!.Code);
        sent = (await world.Parts.Deliver(sent.Id, "v1", 1, null, Vendor)).Value;
        sent = (await world.Parts.Deliver(sent.Id, "v1", 2, null, Vendor)).Value;
        Assert.Equal(Status.Delivered, VendorOrderBody.Of(sent, "v1", null).Status);
        await world.AssertTimelineHolds(sent);
    }

    [Theory]
    [InlineData(null, null, 30)]
    [InlineData("2026-01-01", "2026-01-02", 1)]
    [InlineData("2025-01-01", "2026-01-01", 365)]
    [InlineData("2026-01-02", "2026-01-01", -1)]
    [InlineData("2026-01-01T10:00:00Z", null, -1)]
    [InlineData("2020-01-01", "2026-01-01", -1)]
    public void A_report_is_of_whole_days_and_not_too_many(string? from, string? to, int days)
    {
        var range = ReportDays.Of(from, to, new DateTimeOffset(2026, 1, 20, 13, 0, 0, TimeSpan.Zero));
        Assert.Equal(days < 0 ? "invalid_range" : null, range.Refused?.Code);
        Assert.True(days < 0 || (range.Value.ToMs - range.Value.FromMs) / VendorEntry.DayMs == days);
    }

    [Fact]
    public async Task A_vendor_exports_a_row_a_line_of_its_own_and_nothing_of_others()
    {
        await using var world = await OrderingWorld.Open();
        for (var i = 0; i < 3; i++)
        {
            world.Shop.Fill("ada" + i, [("p1", 1), ("p2", 2), ("p3", 1)]);
            await world.Settled((await world.Place(OrderingWorld.Wish("ada" + i))).Id);
        }

        var csv = await Exported(new("v1"), isJson: false);
        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("order_id,created_at,status,", lines[0].TrimStart('\ufeff'), StringComparison.Ordinal);
        Assert.Equal(1 + (3 * 2), lines.Length);
        Assert.Equal(3, lines.Count(line => line.Contains(",p1,", StringComparison.Ordinal)));
        Assert.DoesNotContain(",p3,", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("@", csv, StringComparison.Ordinal);
        var objects = (await Exported(new("v1"), isJson: true)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, objects.Length);
        Assert.All(objects, one => Assert.Equal(2, System.Text.Json.JsonElement.Parse(one).GetProperty("items").GetArrayLength()));

        async Task<string> Exported(VendorFilter filter, bool isJson)
        {
            using var into = new MemoryStream();
            var to = System.IO.Pipelines.PipeWriter.Create(into, new(leaveOpen: true));
            await new VendorOrderFile(world.VendorLists, filter, isJson).Write(to, default);
            await to.CompleteAsync();
            return System.Text.Encoding.UTF8.GetString(into.ToArray());
        }
    }
}
