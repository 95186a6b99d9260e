// Making and changing coupons: what is stored is what was written, and every fault is named.
using System.Text.Json.Nodes;
using Cartwright.Promotions;

namespace Cartwright.Unit.Promotions;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CouponTests
{
    [Fact]
    public async Task A_coupon_is_read_as_it_was_written()
    {
        var written = new PromotionBody(
            "percent",
            " summer_15-x ",
            12.5m,
            "JPY",
            500m,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            5,
            1,
            ["1", "2"],
            ["Tea"],
            null,
            null,
            "group",
            -3,
            "Summer",
            3,
            ["vip"],
            true,
            false,
            false
        );
        await using var stall = await Stall.Open(written);
        await stall.Reopen();
        var stored = await stall.Database.Read(sql => PromotionStore.Find(sql, "SUMMER_15-X"));
        Assert.Equivalent(written with { Code = "SUMMER_15-X" }, PromotionBody.Of(stored!));
        Assert.Equal("coupon_exists", (await stall.Edit.Create(written, default)).Refused?.Code);
    }

    [Fact]
    public void Every_fault_is_named_by_its_field()
    {
        Assert.Equal(
            ["code", "ends_at", "total_limit", "type"],
            Faults(new("gift", "a b", TotalLimit: 0, StartsAt: DateTimeOffset.UnixEpoch, EndsAt: DateTimeOffset.UnixEpoch))
        );
        Assert.Equal(["value"], Faults(new("percent", "ABC")));
        Assert.Equal(["value"], Faults(new("percent", "ABC", 100.01m)));
        Assert.Equal(["value"], Faults(new("percent", "ABC", 0.5m)));
        Assert.Equal(["value"], Faults(new("percent", "ABC", 10.001m)));
        Assert.Equal(["value"], Faults(new("percent", "ABC", -10m)));
        Assert.Equal(["currency", "value"], Faults(new("amount", "ABC")));
        Assert.Equal(["value"], Faults(new("amount", "ABC", 1.001m, "USD")));
        Assert.Equal(["value"], Faults(new("amount", "ABC", decimal.MaxValue, "USD")));
        Assert.Equal(["currency"], Faults(new("percent", "ABC", 10m, MinSubtotal: 5m)));
        Assert.Equal(["min_subtotal"], Faults(new("percent", "ABC", 10m, "USD", MinSubtotal: -5m)));
        Assert.Equal(["value"], Faults(new("free_shipping", "ABC", 10m)));
        Assert.Equal(["buy", "get"], Faults(new("buy_x_get_y", "ABC", Buy: 0)));
        Assert.Equal(["buy"], Faults(new("percent", "ABC", 10m, Buy: 1)));
        Assert.Equal(["code"], Faults(new("free_shipping", "ÄBC")));
        Assert.Equal(["code"], Faults(new("free_shipping", new string('A', 41))));
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_null_takes_away()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TEN", 10m, TotalLimit: 2, PerCustomerLimit: 1));
        await stall.Redeem("o1", "TEN");
        Assert.Equal("coupon_already_used", (await stall.Price("TEN", ("1", "A", 1, 1_000))).RefusalCode);
        var changed = (
            await stall.Edit.Change(
                EditPromotions.WithCode("ten"),
                new JsonObject { ["value"] = 20, ["per_customer_limit"] = null },
                default
            )
        )!
            .Value
            .Value;
        Assert.Equal((20m, 2L, null, 1L), (changed.Value, changed.TotalLimit, changed.PerCustomerLimit, changed.Used));

        // The next price already sees it, before and after a restart.
        Assert.Equal(200, (await stall.Price("TEN", ("1", "A", 1, 1_000))).DiscountMinor);
        await stall.Reopen();
        Assert.Equal(200, (await stall.Price("TEN", ("1", "A", 1, 1_000))).DiscountMinor);
        Assert.Equal(1, await stall.Used("TEN"));
    }

    [Theory]
    [InlineData("""{"used": 0}""", "unknown_member")]
    [InlineData("""{"value": "10"}""", "validation_failed")]
    [InlineData("""{"value": 200}""", "validation_failed")]
    [InlineData("""{"type": null}""", "validation_failed")]
    [InlineData("""{"code": "OTHER"}""", "coupon_code_fixed")]
    public async Task A_bad_patch_changes_nothing(string patch, string code)
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TEN", 10m));
        Assert.Equal(
            code,
            (await stall.Edit.Change(EditPromotions.WithCode("TEN"), JsonNode.Parse(patch)!.AsObject(), default))?.Refused?.Code
        );
        Assert.Equal(100, (await stall.Price("TEN", ("1", "A", 1, 1_000))).DiscountMinor);
        Assert.Null(await stall.Edit.Change(EditPromotions.WithCode("NONE"), [], default));
    }

    [Fact]
    public async Task Asked_without_goods_it_is_said_what_no_goods_would_change_and_nothing_else()
    {
        var now = new TestClock().GetUtcNow();
        await using var stall = await Stall.Open(
            new("percent", "ENDED", 10m, EndsAt: now.AddDays(-1)),
            new("percent", "LATER", 10m, StartsAt: now.AddDays(1)),
            new("percent", "LARGE", 10m, "USD", MinSubtotal: 500m),
            new("percent", "ONCE", 10m, PerCustomerLimit: 1),
            new("percent", "FEW", 10m, TotalLimit: 1),
            new("percent", "GROUP", 10m, CustomerGroups: ["vip"])
        );
        Assert.Equal("coupon_not_applicable", (await stall.Price("ONCE")).RefusalCode);
        Assert.Null(await stall.Redeem("o1", "ONCE"));
        Assert.Null(await stall.Redeem("o2", "FEW", user: "u2"));
        foreach (
            var (code, why) in new[]
            {
                ("ENDED", "coupon_expired"),
                ("LATER", "coupon_not_started"),
                ("LARGE", "coupon_currency_differs"),
                ("ONCE", "coupon_already_used"),
                ("FEW", "coupon_exhausted"),
                ("GROUP", "coupon_group_only"),
            }
        )
        {
            var request = Stall.Cart(code);
            request.Currency = string.Empty;
            Assert.Equal((code, why), (code, (await stall.Promotions.Price(request, default)).Value.RefusalCode));
        }
    }

    [Fact]
    public async Task A_deleted_coupon_is_unknown_at_once_and_a_new_one_of_its_code_counts_anew()
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TEN", 10m, TotalLimit: 1));
        await stall.Redeem("o1", "TEN", hold: 60);
        Assert.True(await stall.Edit.Delete(EditPromotions.WithCode("ten"), default));
        Assert.False(await stall.Edit.Delete(EditPromotions.WithCode("ten"), default));
        Assert.Equal("coupon_unknown", (await stall.Price("TEN", ("1", "A", 1, 1_000))).RefusalCode);
        Assert.Null(await stall.Redeem("o1", "TEN"));
        Assert.Equal("coupon_unknown", await stall.Redeem("o2", "TEN"));
        Assert.Null((await stall.Edit.Create(new PromotionBody("percent", "TEN", 10m, TotalLimit: 1), default)).Refused);
        Assert.Equal(0, await stall.Used("TEN"));
        Assert.Null(await stall.Redeem("o3", "TEN"));
        Assert.Null(await stall.GiveBack("o1"));
        Assert.Equal(1, await stall.Used("TEN"));
    }

    [Fact]
    public async Task The_list_is_searched_by_part_of_the_code_and_paged_by_key()
    {
        await using var stall = await Stall.Open([
            .. Enumerable.Range(0, 9).Select(i => new PromotionBody("percent", $"A_{i}", 10m)),
            new PromotionBody("percent", "ABC", 10m),
        ]);
        var page = await stall.Database.Read(sql => PromotionStore.List(sql, "A_3", "A!_", 0, 3));
        Assert.Equal(["A_4", "A_5", "A_6"], page.Select(p => p.Promotion.Code));
    }

    [Fact]
    public async Task The_demo_coupons_are_written_once()
    {
        await using var stall = await Stall.Open();
        for (var start = 0; start < 2; start++)
        {
            await new DemoPromotions(stall.Database, stall.Ids, stall.Clock).StartAsync(default);
        }

        Assert.Equal(5, await stall.Database.Read(PromotionStore.Count));
        Assert.Equal("coupon_expired", (await stall.Price("EXPIRED", ("1", "A", 1, 1_000))).RefusalCode);
        Assert.Equal("coupon_minimum_not_met", (await stall.Price("save5", ("1", "A", 1, 2_499))).RefusalCode);
    }

    private static IEnumerable<string> Faults(PromotionBody body) =>
        body.Checked("c", 0).Refused!.Facts!["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal);
}
