// The shop in another language than English, from the first page to the order.
using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class LanguageBrowserTests(Browser browser)
{
    [Fact]
    public async Task A_guest_whose_browser_asks_for_German_buys_in_German_and_a_change_of_language_keeps_what_was_typed()
    {
        await using var guest = await browser.Visit(width: 390, height: 844, locale: "de-AT");
        var asked = new ConcurrentBag<string>();
        guest.Page.Request += (_, request) =>
        {
            if (request.ResourceType is "fetch" or "xhr" && request.Url.Contains("/api/", StringComparison.Ordinal))
            {
                asked.Add(request.Headers.GetValueOrDefault("accept-language", "none"));
            }
        };

        await guest.Page.GotoAsync("/");
        await Expect(guest.By("product-card").First).ToBeVisibleAsync();
        await Expect(guest.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await German(guest);

        await guest.AddToCart("4");
        await German(guest);

        await guest.Page.GotoAsync("/cart");
        await guest.By("coupon-input").FillAsync("NEVERWAS");
        await guest.By("coupon-apply").ClickAsync();
        await Expect(guest.Page.GetByText("Einen Gutschein mit diesem Code gibt es nicht")).ToBeVisibleAsync();
        await German(guest);

        await guest.FillAddress("ines.deutsch@example.com");
        await Expect(guest.By("place-order")).ToHaveTextAsync("Zahlungspflichtig bestellen");
        await German(guest);

        // Nothing is loaded anew by a change: neither what was typed nor what a script left behind is lost.
        await guest.Page.EvaluateAsync("window.sameAsBefore = true");
        await guest.By("languages").GetByText("English").ClickAsync();
        await Expect(guest.By("place-order")).ToHaveTextAsync("Order with obligation to pay");
        await Expect(guest.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(guest.Page.Locator("#checkout input[name=name]")).ToHaveValueAsync("Ada Buyer");
        Assert.True(await guest.Page.EvaluateAsync<bool>("window.sameAsBefore === true"));
        Assert.Contains("Shipping address", await Catalogue.English(guest));
        await guest.By("languages").GetByText("Deutsch").ClickAsync();
        await Expect(guest.By("place-order")).ToHaveTextAsync("Zahlungspflichtig bestellen");
        Assert.Contains(await guest.Page.Context.CookiesAsync(), cookie => cookie is { Name: "cartwright_language", Value: "de" });

        await guest.Pay(words: "Zahlungspflichtig bestellen");
        await guest.Status("confirmed");
        await Expect(guest.By("order-status")).ToHaveTextAsync("Bestätigt");
        await Expect(guest.By("order-timeline")).ToContainTextAsync("Die Zahlung wurde abgebucht.");
        await German(guest);

        Assert.Contains("de", asked);
        Assert.Empty(asked.Except(["de", "en"]));
        Assert.Empty(guest.Complaints);
    }

    private static async Task German(Visitor guest)
    {
        await PageAudit.There(guest.Page);
        Assert.Equal([], await Catalogue.English(guest));
    }
}
