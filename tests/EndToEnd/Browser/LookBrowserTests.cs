// What the pages are like before anything is done on them: how much comes, whether it stands still, in which colours, and without a
// network.
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class LookBrowserTests(Browser browser)
{
    private const string Product = "/products/wireless-mouse";

    /// <summary>Of everything that a first visit of a product's page loads, in bytes, with a margin for what a shop adds.</summary>
    private const int BytesMax = 210_000;

    // The pages are held to 0.05; a machine that is busy may draw a step that another one skips.
    private const double ShiftMax = 0.1;

    private const string Shifts = """
        window.shifts = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts += one.value; })
          .observe({ type: 'layout-shift', buffered: true });
        """;

    [Fact]
    public async Task A_first_visit_is_light_and_stands_still_and_a_choice_of_dark_holds()
    {
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.Page.AddInitScriptAsync(Shifts);
        foreach (var path in new[] { Product, "/", "/cart" })
        {
            await guest.Page.GotoAsync(path);
            await PageAudit.There(guest.Page);
            await guest.Page.EvaluateAsync("() => document.fonts.ready.then(() => undefined)");
            if (path == Product)
            {
                var bytes = await guest.Page.EvaluateAsync<double>(
                    "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)"
                );
                Assert.InRange(bytes, 50_000, BytesMax);
            }

            Assert.InRange(await guest.Page.EvaluateAsync<double>("window.shifts"), 0, ShiftMax);
        }

        await guest.By("scheme").SelectOptionAsync("dark");
        await Expect(guest.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(15, 22, 19)");
        await guest.Page.ReloadAsync();
        await Expect(guest.Page.Locator("html")).ToHaveAttributeAsync("data-scheme", "dark");
        await Expect(guest.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(15, 22, 19)");
        await Expect(guest.By("scheme")).ToHaveValueAsync("dark");
        await guest.By("scheme").SelectOptionAsync("system");
        await Expect(guest.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(255, 255, 255)");
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task What_was_seen_is_there_without_a_network_and_nothing_of_a_person_is_kept()
    {
        await using var guest = await browser.Visit(worker: true);
        var page = guest.Page;
        await page.GotoAsync("/");
        await Expect(guest.By("product-card").First).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
        await guest.AddToCart("1");
        await page.GotoAsync("/checkout");
        await PageAudit.There(page);
        await page.GotoAsync(Product);
        await PageAudit.There(page);
        await page.WaitForFunctionAsync(
            $$"""
            async () => (await caches.match('{{Product}}')) !== undefined && (await caches.match('/api/products/by-slug/wireless-mouse')) !== undefined
            """
        );
        var kept = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const kept = [];
              for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname);
              return kept;
            }
            """
        );
        Assert.Contains(Product, kept);
        Assert.DoesNotContain(
            kept,
            path => path.Contains("/cart", StringComparison.OrdinalIgnoreCase) && path.StartsWith("/api/", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            kept,
            path => path.StartsWith("/checkout", StringComparison.Ordinal) || path.StartsWith("/api/orders", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            kept,
            path => path.StartsWith("/api/users", StringComparison.Ordinal) || path.StartsWith("/api/auth", StringComparison.Ordinal)
        );

        await page.Context.SetOfflineAsync(true);
        await Expect(guest.By("offline")).ToBeVisibleAsync();
        await page.GotoAsync(Product);
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Wireless Mouse");
        await page.Context.SetOfflineAsync(false);
        await Expect(guest.By("offline")).ToHaveCountAsync(0);
    }
}
