// The analytics pages in a real browser, at desktop and phone width.
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class AnalyticsBrowserTests(Browser browser)
{
    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task An_admin_reads_the_figures_saves_them_and_recounts_them(int width, int height)
    {
        var guest = await browser.Api.Guest();
        await guest.Add("1", 2);
        await guest.Add("2");
        var admin = await browser.Api.Admin();
        await admin.Settled((string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!);
        var deadline = DateTime.UtcNow + Api.Patience;
        while (!(await admin.Get("/api/analytics/pairs")).Expect(200).Text.Contains("Wireless Mouse", StringComparison.Ordinal))
        {
            Assert.True(DateTime.UtcNow < deadline, "The order is not counted.");
            await Api.Pause();
        }

        await using var reader = await browser.Visit(width, height);
        await reader.SignIn("admin@example.com");
        await reader.Page.GotoAsync("/admin/analytics");
        await Assertions.Expect(reader.By("sales-bars")).ToBeVisibleAsync();
        await reader.By("sales-interval").SelectOptionAsync("week");
        await Assertions.Expect(reader.By("sales-bars")).ToContainTextAsync("Sales by week");
        await Assertions.Expect(reader.By("sales-totals")).ToContainTextAsync("Orders");

        // The keyboard reads the chart point by point, each with the one at its place before.
        await reader.By("sales-bars").Locator("svg").First.FocusAsync();
        await reader.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(reader.By("sales-bars-told")).ToContainTextAsync("the 30 days before $");
        var first = await reader.By("sales-bars-told").InnerTextAsync();
        await reader.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(reader.By("sales-bars-told")).Not.ToHaveTextAsync(first);
        await reader.By("compare").SelectOptionAsync("year");
        await reader.By("period").SelectOptionAsync("7d");
        await Assertions.Expect(reader.Page).ToHaveURLAsync(Asked());
        await Assertions.Expect(reader.By("sales-totals")).ToContainTextAsync("the year before");
        await reader.Page.GetByText("Show as a table").ClickAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Before" })).ToBeVisibleAsync();
        var saving = reader.Page.WaitForDownloadAsync();
        await reader.By("csv-sales").ClickAsync();
        var saved = await File.ReadAllTextAsync(await (await saving).PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("from,currency,orders,units,revenue,discount,refunds,goodwill,local\r\n", saved, StringComparison.Ordinal);

        await reader.Page.GotoAsync("/admin/analytics/products");
        await Assertions.Expect(reader.By("top-products")).ToContainTextAsync("Wireless Mouse");
        await reader.Page.GotoAsync("/admin/analytics/customers");
        await Assertions.Expect(reader.By("cohorts")).ToContainTextAsync("100 %");
        await reader.Page.GotoAsync("/admin/analytics/patterns");
        await Assertions.Expect(reader.By("pairs")).ToContainTextAsync("Wireless Mouse");
        await Assertions.Expect(reader.By("hours")).ToBeVisibleAsync();
        await reader.By("rebuild").ClickAsync();
        await Assertions.Expect(reader.By("rebuild-state")).ToContainTextAsync("Recounted from");
        Assert.Equal(width, await reader.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(reader.Complaints);
    }

    [GeneratedRegex("compare=year.*period=7d|period=7d.*compare=year")]
    private static partial Regex Asked();
}
