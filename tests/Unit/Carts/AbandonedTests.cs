// A cart is left behind, and comes back.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class AbandonedTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public async Task An_idle_cart_is_flagged_once_told_once_and_mailed_once()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        till.Clock.Advance(Day - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await till.Abandoned.Run(default));
        till.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await till.Abandoned.Run(default));
        Assert.Equal(0, await till.Abandoned.Run(default));
        await till.Reopen();
        Assert.Equal(0, await till.Abandoned.Run(default));
        var facts = Assert.Single(await till.Told<CartFacts>(Topics.CartAbandoned));
        Assert.Equal(("ann", "abandoned", 2, 5998, "USD"), (facts.UserId, facts.Change, facts.Items, facts.Subtotal, facts.Currency));
        var mail = Assert.Single(await till.Told<CartReminder>(Topics.CartReminder));
        Assert.Equal(
            ("ann@example.com", "Ann", "Product a", 2),
            (mail.Recipient, mail.Name, mail.Lines[0].ProductName, mail.Lines[0].Quantity)
        );
        Assert.StartsWith("http://localhost:8080/cart/restore/", mail.Link, StringComparison.Ordinal);
        Assert.Equal("ann", Assert.Single(await till.Lists.Abandoned(null, 10, default)).UserId);
    }

    [Fact]
    public async Task Any_change_takes_the_flag_off_and_a_second_idle_day_sets_it_again()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        till.Clock.Advance(Day);
        await till.Abandoned.Run(default);
        await till.Add(Till.Ann, "b", 1);
        Assert.Empty(await till.Lists.Abandoned(null, 10, default));
        Assert.Equal(0, await till.Abandoned.Run(default));
        till.Clock.Advance(Day);
        Assert.Equal(1, await till.Abandoned.Run(default));
        var today = DateOnly.FromDateTime(till.Clock.GetUtcNow().UtcDateTime);
        var figures = await till.Lists.Figures(today.AddDays(-5), today, default);
        Assert.Equal(
            (1, 1, 1, 0, 1, 1),
            (
                figures.Totals.Created,
                figures.Totals.Abandoned,
                figures.Totals.Recovered,
                figures.Totals.Converted,
                figures.OpenCarts,
                figures.AbandonedNow
            )
        );
    }

    [Fact]
    public async Task Empty_saved_bought_and_expired_carts_are_not_abandoned()
    {
        await using var till = await Till.Open(("Carts:TtlDays", "2"));
        await till.Add(Till.Ann, "a", 1);
        await till.Change.Run(till.By(Till.Ann), new SaveItem("ann", "ann", "a"), default);
        await till.Add(Till.Guest, "b", 1);
        await till.Change.Run(till.By(Till.Guest), new ClearCart("guest", "guest"), default);
        await till.Add(Till.Admin, "c", 2);
        await till.Carts.TakeForCheckout(
            new TakeForCheckoutRequest
            {
                UserId = "admin",
                OrderId = "o",
                Lines =
                {
                    new CartLine { ProductId = "c", Quantity = 2 },
                },
            },
            default
        );
        till.Clock.Advance(Day);
        Assert.Equal(0, await till.Abandoned.Run(default));
        await till.Add(Till.Guest, "b", 1);
        till.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await till.Abandoned.Run(default));
    }

    [Fact]
    public async Task A_guest_is_reminded_at_the_address_given_and_not_without_one()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 1);
        Assert.Equal("validation_failed", Till.Code(await till.Change.Email(till.By(Till.Guest), new("not an address"), null, default)));
        Assert.Equal("done", Till.Code(await till.Change.Email(till.By(Till.Guest), new("guest@example.com"), "de", default)));
        Assert.Equal("guest@example.com", (string)(await till.Seen(Till.Guest))["email"]!);
        till.Clock.Advance(Day);
        await till.Abandoned.Run(default);
        var reminder = Assert.Single(await till.Told<CartReminder>(Topics.CartReminder));
        Assert.Equal(("guest@example.com", "de"), (reminder.Recipient, reminder.Language));
        await till.Change.Email(till.By(Till.Guest), null, null, default);
        till.Clock.Advance(Day);
        Assert.Equal(1, await till.Abandoned.Run(default));
        Assert.Single(await till.Told<CartReminder>(Topics.CartReminder));
    }

    [Fact]
    public async Task While_nobody_can_say_the_address_the_cart_waits()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        till.Clock.Advance(Day);
        till.IdentityRefuses = Refusal.Unavailable("identity_unavailable", "not now");
        Assert.Equal(0, await till.Abandoned.Run(default));
        till.IdentityRefuses = Refusal.NotFound("user_not_found", "gone");
        Assert.Equal(1, await till.Abandoned.Run(default));
        Assert.Empty(await till.Told<CartReminder>(Topics.CartReminder));
    }

    [Fact]
    public async Task The_reminders_link_brings_a_guests_cart_back_on_another_device_however_often_it_is_opened()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Guest, "a", 2);
        await till.Change.Email(till.By(Till.Guest), new("guest@example.com"), "de", default);
        till.Clock.Advance(Day);
        await till.Abandoned.Run(default);
        var token = await Token(till);
        Assert.Equal("share_not_found", Till.Code(await till.Share.Open(token, false)));
        var restored = (await till.Share.BringBack(token, Till.Ann, default)).Value;
        Assert.Equal(
            ("a", 2, "added"),
            (restored.Merge.Lines[0].ProductId, restored.Merge.Lines[0].Quantity, restored.Merge.Lines[0].Fate)
        );
        Assert.Equal(2, (await till.Share.BringBack(token, Till.Ann, default)).Value.Cart.TotalItems);
        Assert.Empty((await till.Store.Load("guest", null, default)).Items);
        var late = new Caller("other guest", "s", [Role.Guest]);
        Assert.Equal("nothing_left", (await till.Share.BringBack(token, late, default)).Value.Merge.Status);
        Assert.Empty(await till.Lists.Abandoned(null, 10, default));
    }

    [Fact]
    public async Task A_customers_cart_comes_back_to_the_customer_alone()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        till.Clock.Advance(Day);
        await till.Abandoned.Run(default);
        var token = await Token(till);
        Assert.Equal("sign_in_required", Till.Code(await till.Share.BringBack(token, Till.Guest, default)));
        Assert.Equal("share_not_found", Till.Code(await till.Share.BringBack(token + "x", Till.Ann, default)));
        var restored = (await till.Share.BringBack(token, Till.Ann, default)).Value;
        Assert.Equal("own", restored.Merge.Status);
        Assert.Equal(2, restored.Cart.TotalItems);
        Assert.Empty(await till.Lists.Abandoned(null, 10, default));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1.00:00:00")]
    [InlineData("soon")]
    [InlineData("31.00:00:00")]
    public void A_wrong_time_is_refused_at_start(string text)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => CartSettings.Read(Configured(("Carts:AbandonedAfter", text))));
        Assert.Contains("Carts:AbandonedAfter=", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Carts:TtlDays", "0")]
    [InlineData("Carts:TtlDays", "ten")]
    [InlineData("Carts:Guests", "some")]
    [InlineData("Carts:Merge", "both")]
    [InlineData("Shop:Url", "shop.example.com")]
    public void A_wrong_key_is_refused_with_the_line_to_change(string key, string value) =>
        Assert.Contains(
            key + "=",
            Assert.Throws<ConfigurationRefused>(() => CartSettings.Read(Configured((key, value)))).Message,
            StringComparison.Ordinal
        );

    private static async Task<string> Token(Till till)
    {
        var link = Assert.Single(await till.Told<CartReminder>(Topics.CartReminder)).Link;
        return link[(link.LastIndexOf('/') + 1)..];
    }

    private static IConfiguration Configured((string Key, string Value) one) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(one.Key, (string?)one.Value)]).Build();
}
