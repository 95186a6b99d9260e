// The withdrawal in a real browser: a guest on another device, by the link of the mail alone; and the shop's texts at checkout.
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class WithdrawalBrowserTests(Browser browser)
{
    private const string Email = "other.device@example.com";

    [Fact]
    public async Task A_guest_withdraws_in_two_steps_by_the_link_of_the_mail_and_the_shop_is_only_told()
    {
        var (guest, admin) = (await browser.Api.Guest(), await browser.Api.Admin());
        await guest.Add("2", 2);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(email: Email))).Expect(201).Json["order_id"]!;
        await guest.Settled(id);
        var link = await Link(admin, id);
        foreach (var status in new[] { "processing", "shipped", "delivered" })
        {
            (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Expect(200);
        }

        await using var visitor = await browser.Visit(width: 390, height: 844);
        await visitor.Page.GotoAsync(link);
        await Expect(visitor.By("withdraw")).ToHaveTextAsync("Withdraw from contract here");
        await Expect(visitor.By("withdrawal-until")).ToBeVisibleAsync();
        await visitor.By("withdraw").ClickAsync();
        await visitor.By("withdraw-parts").CheckAsync();
        await visitor.By("units-2").FillAsync("1");
        await visitor.By("withdrawal-next").ClickAsync();
        await Expect(visitor.By("withdrawal-confirm")).ToHaveTextAsync("Confirm withdrawal");
        Assert.Empty((await admin.Get($"/api/orders/{id}")).Json["returns"]!.AsArray());
        await visitor.By("withdrawal-confirm").ClickAsync();
        await Expect(visitor.By("withdrawal-done")).ToContainTextAsync(Email);
        Assert.Equal(390, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        // Back at the order it still can be withdrawn from the other unit, and the parcel's number can be told.
        await visitor.Page.GotoAsync(link);
        await Expect(visitor.By("withdraw")).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Parcel number").FillAsync("00340434161094000000");
        await visitor.By("withdrawal-sent").ClickAsync();
        await Expect(visitor.By("order-timeline")).ToContainTextAsync("Goods sent back");
        Assert.Equal(390, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await using var staff = await browser.Visit();
        await staff.SignIn("admin@example.com");
        await staff.Page.GotoAsync("/admin/withdrawals");
        await Expect(staff.By("withdrawal-row").First).ToContainTextAsync(id[^8..].ToUpperInvariant());
        await staff.Page.GotoAsync($"/admin/orders/{id}");
        await Expect(staff.By("withdrawal-deadline")).ToContainTextAsync("can withdraw until");
        await Expect(staff.By("withdrawal-declared")).ToContainTextAsync("The buyer has named a parcel");
        await Expect(staff.By("return-rejected")).ToHaveCountAsync(0);
        await staff.By("return-refunded").ClickAsync();
        await Expect(staff.By("order-timeline")).ToContainTextAsync("Money paid back");
        Assert.Empty(visitor.Complaints.Concat(staff.Complaints));
    }

    [Fact]
    public async Task The_checkout_shows_what_is_agreed_to_and_the_order_page_leads_to_that_version()
    {
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("1");
        await guest.FillAddress("agrees@example.com");
        await Expect(guest.By("agreement")).ToContainTextAsync("the terms of sale");
        await guest.Pay();
        await Expect(guest.By("agreed-policies")).ToContainTextAsync("Terms");
        await guest.By("agreed-policies").GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Withdrawal" }).ClickAsync();
        await Expect(guest.By("policy")).ToContainTextAsync("Model withdrawal form");
        await Expect(guest.By("policy-old")).ToHaveCountAsync(0);
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(guest.Complaints);
    }

    private static async Task<string> Link(Api admin, string id)
    {
        for (var deadline = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            if (await admin.All($"/api/mail?order_id={id}&template=confirmed") is [var mail, ..])
            {
                return Path().Match((string)(await admin.Get($"/api/mail/{(string)mail["mail_id"]!}")).Expect(200).Json["text"]!).Value;
            }

            Assert.True(DateTime.UtcNow < deadline, $"There is no mail about {id}.");
        }
    }

    [GeneratedRegex(@"/orders/[^?\s]+\?key=[A-Za-z0-9_-]+")]
    private static partial Regex Path();
}
