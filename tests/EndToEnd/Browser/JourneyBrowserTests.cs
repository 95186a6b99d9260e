// One whole journey in a real browser, from the search to the mail: in one process, and through the gateway of a process a module.
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneShop.Name)]
public sealed class JourneyBrowserTests(DemoShop shop)
{
    [Fact]
    public async Task A_guest_finds_a_product_buys_it_and_the_mail_arrives()
    {
        await using var browser = await Browser.Before(shop.Host);
        await using var guest = await browser.Visit();
        await guest.Page.GotoAsync("/");
        await Assertions.Expect(guest.By("product-card").First).ToBeVisibleAsync();
        await guest.Page.GetByLabel("Search products").FillAsync("wireless mouse");
        await guest.Page.Keyboard.PressAsync("Enter");

        // From here on the cards are those found: the ones before go away, also from under a pointer.
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Name = "Results for" })).ToBeVisibleAsync();
        await guest.By("product-card").Filter(new() { HasText = "Wireless Mouse" }).First.GetByRole(AriaRole.Link).First.ClickAsync();
        await guest.Press(guest.By("add-to-cart"), "/api/cart/me/items");
        await Assertions.Expect(guest.By("cart-badge").First).ToContainTextAsync("1");
        await guest.Page.GotoAsync("/cart");
        await Assertions.Expect(guest.By("cart-line")).ToHaveCountAsync(1);
        await guest.FillAddress("ada.guest@example.com");

        // 29.99 + 4.99 shipping + 7.25 % of both.
        await Assertions.Expect(guest.By("quote-total")).ToContainTextAsync("37.52");
        var id = await guest.Pay();
        await guest.Status("confirmed");
        await Assertions.Expect(guest.By("order-total")).ToContainTextAsync("37.52");
        await Assertions.Expect(guest.By("cart-badge").First).Not.ToContainTextAsync("1");

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        var row = admin.By("mail-row").Filter(new() { HasText = "ada.guest@example.com" });
        await admin.OpenUntil("/admin/mail", row);
        await Assertions.Expect(row.First).ToBeVisibleAsync();
        Assert.Empty(guest.Complaints.Concat(admin.Complaints));
        Assert.NotEmpty(id);
    }
}
