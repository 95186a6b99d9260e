// Tax rates in the admin: what a row does to a sale is shown before it is saved, on a wide page and a narrow one.
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class TaxBrowserTests(Browser browser)
{
    // A country in which no other journey buys, and a class a width, so that neither meets the other's row.
    [Theory]
    [InlineData(390, 844, "maps")]
    [InlineData(1280, 900, "globes")]
    public async Task An_admin_sees_what_a_rate_does_saves_it_and_takes_it_away(int width, int height, string goods)
    {
        await using var admin = await browser.Visit(width, height);
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync("/admin/taxes?country=PT");
        await Assertions.Expect(admin.By("fixed-rate-row").Filter(new() { HasText = "PT-20" }).First).ToBeVisibleAsync();
        await admin.By("new-tax-rate").ClickAsync();
        var page = admin.Page;
        await page.GetByLabel("Class of goods").FillAsync(goods);
        await page.GetByLabel("Percent").FillAsync("6");
        await Assertions.Expect(admin.By("tax-example")).ToContainTextAsync("does not sell to PT yet");
        await Assertions.Expect(admin.By("tax-example")).ToContainTextAsync("5.66");

        // 106.00 with 6 % inside is 100.00 and 6.00.
        await page.GetByLabel("Price of one unit").FillAsync("106");
        await Assertions.Expect(admin.By("tax-example")).ToContainTextAsync("100.00");
        await Assertions.Expect(admin.By("tax-example")).ToContainTextAsync("6.00");
        await admin.By("save-tax-rate").ClickAsync();
        var row = admin.By("tax-rate-row").Filter(new() { HasText = goods[1..] });
        await Assertions.Expect(row).ToContainTextAsync("6 %");

        // A second one for the same days is refused where it was asked for.
        await admin.By("new-tax-rate").ClickAsync();
        await page.GetByLabel("Class of goods").FillAsync(goods);
        await page.GetByLabel("Percent").FillAsync("13");
        await admin.By("save-tax-rate").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("overlaps");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete the rate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete rate" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
    }

    [Fact]
    public async Task A_business_gives_its_number_at_the_checkout_and_is_told_when_it_is_mistyped()
    {
        await using var guest = await browser.Visit();
        await guest.AddToCart("2");
        await guest.Page.GotoAsync("/cart");
        await guest.FillAddress("firm@example.com");
        await Assertions.Expect(guest.By("quote-total")).ToBeVisibleAsync();
        await guest.Page.GetByLabel("I buy for a business").CheckAsync();
        await guest.Page.GetByLabel("VAT number").FillAsync("DE136695978");
        await guest.Page.GetByLabel("VAT number").BlurAsync();
        await Assertions.Expect(guest.Page.GetByText("check digits do not fit").First).ToBeVisibleAsync();
        await guest.Page.GetByLabel("VAT number").FillAsync("DE 136 695 976");
        await guest.Page.GetByLabel("VAT number").BlurAsync();
        var id = await guest.Pay();
        var order = (await (await browser.Api.Admin()).Get($"/api/orders/{id}")).Expect(200).Json;
        Assert.Equal("DE136695976", (string?)order["vat_number"]);
    }
}
