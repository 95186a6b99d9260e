// What the routes of returns, refunds, edits and payouts check alike.
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

public class RequestRulesTests
{
    [Theory]
    [InlineData("too small", true)]
    [InlineData("zu groß, 太大", true)]
    [InlineData("قميص صغير", true)]
    [InlineData("", false)]
    [InlineData("   ", false)]
    [InlineData("a\u0000b", false)]
    [InlineData("a\nb", false)]
    [InlineData("00\u202E12", false)]
    [InlineData("00\u206612\u2069", false)]
    public void Words_are_read_as_they_are(string words, bool right)
    {
        Assert.Equal(right, new Check().Words("reason", words).Refused is null);
        Assert.Equal(
            !words.Contains('\u202E') && !words.Contains('\u2066'),
            new Check().Straight("tracking_number", words).Refused is null
        );
    }

    [Theory]
    [InlineData(Status.Returned, Permission.OrdersEdit, "orders.refund")]
    [InlineData(Status.Returned, Permission.OrdersRefund, null)]
    [InlineData(Status.Returned, Permission.ReturnsEdit, null)]
    [InlineData(Status.Shipped, Permission.OrdersEdit, null)]
    public void A_move_that_pays_back_takes_the_permission_to_pay_back(string status, Permission has, string? missing)
    {
        var refused = OrderingRoutes.Lacks(new Caller("u", "s", [Role.Staff], permissions: [Permission.OrdersEdit, has]), status);
        Assert.Equal(missing, (string?)refused?.Facts!["permission"]);
    }

    [Theory]
    [InlineData(Permission.PayoutsApprove, 0)]
    [InlineData(Permission.PayoutsView, 3)]
    public void Whoever_may_not_confirm_an_account_does_not_send_payouts_there_at_once(Permission has, int days)
    {
        var caller = new Caller("u", "s", [Role.Staff], permissions: [Permission.VendorsEdit, has]);
        var settings = new PayoutSettings(PayoutSettings.Manual, null, TimeSpan.FromDays(3));
        Assert.Equal(TimeSpan.FromDays(days), VendorAccountRoutes.HoldOf(caller, settings));
    }

    [Fact]
    public void Words_and_keys_have_an_end()
    {
        Assert.Null(new Check().Words("note", new string('x', RequestRules.WordsMax)).Key(new string('k', 200)).Refused);
        Assert.NotNull(new Check().Words("note", new string('x', RequestRules.WordsMax + 1)).Refused);
        Assert.NotNull(new Check().Key(new string('k', 201)).Refused);
        Assert.NotNull(new Check().Key(string.Empty).Refused);
        Assert.NotNull(new Check().Lines("items", [.. Enumerable.Range(0, 201).Select(i => new UnitsBody($"p{i}", 1))]).Refused);
    }

    [Fact]
    public void What_was_asked_differs_by_every_part_of_it()
    {
        string[] hashes =
        [
            new ReturnAsk([new("a", 1)], null).BodyHash,
            new ReturnAsk([new("a", 2)], null).BodyHash,
            new ReturnAsk([new("a", 1), new("b", 1)], null).BodyHash,
            new ReturnAsk([new("a", 1)], "a").BodyHash,
            new RefundAsk(1, [], null, "x", null).BodyHash,
            new RefundAsk(null, [], 1, "x", null).BodyHash,
            new RefundAsk(1, [], null, "x", "v").BodyHash,
            new RefundAsk(1, [], null, "v", null).BodyHash,
            new EditAsk([new("a", 1)], null, 1).BodyHash,
            new EditAsk([new("a", 1)], null, 2).BodyHash,
            new EditAsk([new("a", 1)], "1").BodyHash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(new ReturnAsk([new("a", 1)], "x", "key").BodyHash, new ReturnAsk([new("a", 1)], "x", "other").BodyHash);
    }
}
