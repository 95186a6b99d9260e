// Money that is held for an order, as the shopper and the shop's people see it: reserved, taken in part, let go of.
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

public sealed partial class CartBrowserTests
{
    [Fact]
    [Trait(Shape.Runs, Shape.Once)]
    public async Task What_is_held_for_an_order_is_said_taken_in_part_and_let_go_of()
    {
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("3");
        await guest.FillAddress("held@example.com");
        var orderId = await guest.Pay();
        await guest.Status("confirmed");
        await Expect(guest.Page.Locator("main")).ToContainTextAsync("is reserved on your account and taken when your order ships");
        await Expect(guest.By("reserved")).ToHaveCountAsync(0);

        await using var admin = await browser.Visit(width: 390, height: 844);
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/orders/" + orderId);
        await Expect(admin.By("held-money")).ToContainTextAsync("is held by the customer's bank until");
        await admin.By("take-held").ClickAsync();
        await admin.Page.GetByLabel("Amount in USD").FillAsync("1");
        await admin.By("take-confirm").ClickAsync();
        await Expect(admin.By("captures")).ToContainTextAsync("Ahead of the parcels");
        await Expect(admin.By("captures")).ToContainTextAsync("$1.00");
        Assert.Equal(390, await admin.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        // The bank answers a moment later.
        await guest.OpenUntil("/orders/" + orderId, guest.By("reserved"));
        await Expect(guest.By("reserved")).ToContainTextAsync("$1.00 is paid.");
        await Expect(guest.By("reserved")).ToContainTextAsync("is reserved, and taken when the rest ships");
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await admin.By("release-held").ClickAsync();
        await admin.By("release-confirm").ClickAsync();
        await Expect(admin.By("held-money")).ToContainTextAsync("Nothing is held by the customer's bank any more.");
        await guest.Page.ReloadAsync();
        await guest.Status("confirmed");
        await Expect(guest.By("reserved")).ToHaveCountAsync(0);
        Assert.Empty(guest.Complaints);
        Assert.Empty(admin.Complaints);
    }
}
