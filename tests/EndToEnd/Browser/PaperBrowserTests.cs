// Invoices in a real browser: fetched on the order's page by the link of the mail alone, and found in the book by staff.
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class PaperBrowserTests(Browser browser)
{
    [Fact]
    public async Task An_invoice_is_fetched_by_the_link_of_the_mail_and_found_in_the_book()
    {
        var (guest, admin) = (await browser.Api.Guest(), await browser.Api.Admin());
        await guest.Add("2");
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: "papers.page@example.com"))).Expect(201).Json["order_id"]!;
        await guest.Settled(id);
        var paper = (await guest.Get($"/api/orders/{id}/papers")).Expect(200).Json["items"]![0]!;
        var number = (string)paper["number"]!;
        await using var visitor = await browser.Visit(width: 390, height: 844);
        await visitor.Page.GotoAsync(await Link(admin, id));
        await Expect(visitor.By("papers")).ToContainTextAsync(number);
        var file = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.By("pdf-" + number).ClickAsync());
        Assert.Equal(number + ".pdf", file.SuggestedFilename);
        Assert.StartsWith("%PDF", await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);
        Assert.Equal(390, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await using var staff = await browser.Visit(width: 390, height: 844);
        await staff.SignIn("admin@example.com");
        await staff.Page.GotoAsync("/admin/papers?number=" + number);
        await Expect(staff.By("paper-row")).ToHaveCountAsync(1);
        await Expect(staff.By("paper-row")).ToContainTextAsync(number);
        var xml = await staff.Page.RunAndWaitForDownloadAsync(() => staff.By("xml-" + number).ClickAsync());
        Assert.Contains(number, await File.ReadAllTextAsync(await xml.PathAsync()), StringComparison.Ordinal);

        // The month of the paper: while this runs another may begin.
        await staff.Page.GetByLabel("Journal of the month").FillAsync(((string)paper["date"]!)[..7]);
        var journal = await staff.Page.RunAndWaitForDownloadAsync(() => staff.By("journal").ClickAsync());
        Assert.Contains(number, await File.ReadAllTextAsync(await journal.PathAsync()), StringComparison.Ordinal);
        Assert.Equal(390, await staff.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await staff.Page.GotoAsync($"/admin/orders/{id}");
        await Expect(staff.By("papers")).ToContainTextAsync(number);
        Assert.Empty(visitor.Complaints.Concat(staff.Complaints));
    }

    private static async Task<string> Link(Api admin, string id)
    {
        for (var deadline = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            if (await admin.All($"/api/mail?order_id={id}&template=confirmed") is [var mail, ..])
            {
                var text = (string)(await admin.Get($"/api/mail/{(string)mail["mail_id"]!}")).Expect(200).Json["text"]!;
                return Path().Match(text).Value;
            }

            Assert.True(DateTime.UtcNow < deadline, $"There is no mail about {id}.");
        }
    }

    [GeneratedRegex(@"/orders/[^?\s]+\?key=[A-Za-z0-9_-]+")]
    private static partial Regex Path();
}
