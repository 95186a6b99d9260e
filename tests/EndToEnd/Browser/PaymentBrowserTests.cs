// Payments that wait, in a real browser: a transfer that staff mark as received, and a challenge that the shopper answers.
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class PaymentBrowserTests(Browser browser)
{
    [Fact]
    public async Task A_transfer_is_asked_for_marked_by_staff_and_the_order_goes_on_before_the_shoppers_eyes()
    {
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("1");
        await guest.FillAddress("payer@example.com");
        var orderId = await guest.Pay("bank_transfer");
        await Expect(guest.By("payment-transfer")).ToBeVisibleAsync();
        var reference = await guest.By("transfer-reference").InnerTextAsync();
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await using var admin = await browser.Visit();
        await admin.SignIn("admin@example.com");
        await admin.Page.GotoAsync($"/admin/payments?order_id={orderId}");
        await Received(admin, "10", reference);
        await Expect(guest.By("payment-transfer")).ToContainTextAsync("$10.00 has arrived");
        await guest.Status("pending");

        var missing = (await guest.By("transfer-amount").InnerTextAsync()).TrimStart('$');
        await admin.Page.ReloadAsync();
        await Received(admin, missing, string.Empty);
        await guest.Status("confirmed");
        await Expect(guest.By("payment-transfer")).ToHaveCountAsync(0);
        await Expect(admin.By("payment-status")).ToHaveTextAsync("Captured");
        await Expect(admin.By("ledger")).ToContainTextAsync("Captured");
        await admin.Page.GotoAsync("/admin/payments");
        await admin.By("compare-books").ClickAsync();
        await Expect(admin.Page.GetByText("The books agree.")).ToBeVisibleAsync();
        Assert.Empty(guest.Complaints);
        Assert.Empty(admin.Complaints);
    }

    [Fact]
    public async Task A_challenge_that_is_approved_pays_and_one_that_is_refused_does_not()
    {
        await using var guest = await browser.Visit();
        await guest.AddToCart("2");
        await guest.FillAddress("asked@example.com");
        await guest.Pay("tok_challenge");
        await guest.By("challenge-approve").ClickAsync();
        await guest.Status("confirmed");
        await Expect(guest.By("payment-challenge")).ToHaveCountAsync(0);

        await guest.AddToCart("3");
        await guest.FillAddress("asked@example.com");
        await guest.Pay("tok_challenge");
        await guest.By("challenge-refuse").ClickAsync();
        await guest.Status("payment_failed");
        Assert.Empty(guest.Complaints);
    }

    private static async Task Received(Visitor admin, string amount, string reference)
    {
        await admin.By("mark-received").ClickAsync();
        await admin.Page.GetByLabel("Amount in USD").FillAsync(amount);
        await admin.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reference").FillAsync(reference);
        await admin.By("received-confirm").ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
