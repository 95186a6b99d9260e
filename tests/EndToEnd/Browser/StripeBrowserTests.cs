// Cards by Stripe in a real browser, before the stand-in of Stripe: its script and form under our policy, the bank's page, a decline.
using System.Text.RegularExpressions;
using Cartwright.Servers;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

/// <summary>A demo shop that takes cards by Stripe, and the stand-in that it speaks to.</summary>
public sealed class StripeShop : IAsyncLifetime
{
    public StripeServer Stripe { get; } = StripeServer.Start();

    public Browser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Browser = new Browser(
            "--set",
            "Payments:Providers=stripe,bank_transfer",
            "--set",
            "Payments:Stripe:SecretKey=" + StripeServer.SecretKey,
            "--set",
            "Payments:Stripe:PublishableKey=" + StripeServer.PublishableKey,
            "--set",
            "Payments:Stripe:WebhookSecret=" + StripeServer.WebhookSecret,
            "--set",
            "Payments:Stripe:ApiBase=" + Stripe.Url
        );
        await Browser.InitializeAsync();
        Stripe.WebhookTo = new Uri(Browser.Host.Address, "/api/payments/webhooks/stripe");
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Stripe.DisposeAsync();
    }
}

[Trait(Shape.Runs, Shape.Once)]
public sealed partial class StripeBrowserTests(StripeShop shop) : IClassFixture<StripeShop>
{
    private const string Pays = "4242 4242 4242 4242";
    private const string Declined = "4000 0000 0000 0002";
    private const string Asks = "4000 0027 6000 3184";

    [Fact]
    public async Task The_start_says_which_keys_and_only_pages_of_this_shop_may_load_of_stripe()
    {
        Assert.Contains("payments  stripe (TEST KEYS: NO REAL MONEY MOVES", shop.Browser.Host.Output, StringComparison.Ordinal);
        foreach (var key in new[] { StripeServer.SecretKey, StripeServer.PublishableKey, StripeServer.WebhookSecret })
        {
            Assert.DoesNotContain(key, shop.Browser.Host.Output, StringComparison.Ordinal);
        }

        using var http = new HttpClient { BaseAddress = shop.Browser.Host.Address };
        var policy = (await http.GetAsync("/checkout")).Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($"script-src 'self' {shop.Stripe.Url};", policy, StringComparison.Ordinal);
        Assert.Contains($"frame-src {shop.Stripe.Url}", policy, StringComparison.Ordinal);
        var methods = (await shop.Browser.Api.Get("/api/payment-methods")).Expect(200).Json["items"]!.AsArray();
        Assert.Equal(
            ("stripe", shop.Stripe.Url + "/v3/", StripeServer.PublishableKey),
            ((string?)methods[0]!["form"]!["kind"], (string?)methods[0]!["form"]!["script"], (string?)methods[0]!["form"]!["public_key"])
        );
        Assert.Null(methods[1]!["form"]);
    }

    [Fact]
    public async Task A_card_pays_and_an_incomplete_one_orders_nothing()
    {
        await using var guest = await shop.Browser.Visit(width: 390, height: 844);
        await guest.AddToCart("1");
        await guest.FillAddress("card@example.com");
        await Fill(guest, string.Empty);
        await Expect(guest.By("place-order")).ToContainTextAsync("Order with obligation to pay");
        await guest.By("place-order").ClickAsync();
        await Expect(guest.By("card-problem")).ToContainTextAsync("incomplete");
        await Fill(guest, Pays);
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var orderId = await Place(guest);
        await guest.Status("confirmed");
        Assert.True(shop.Stripe.Kept(orderId) > 0);
        Assert.Empty(Complaints(guest));
    }

    [Fact]
    public async Task A_bank_that_asks_is_answered_on_its_own_page_which_leads_back()
    {
        await using var guest = await shop.Browser.Visit();
        await guest.AddToCart("2");
        await guest.FillAddress("asked@example.com");
        await Fill(guest, Asks);
        var orderId = await Place(guest);
        await guest.By("challenge-open").ClickAsync();
        await guest.Page.GetByText("Approve").ClickAsync();
        await Expect(guest.Page).ToHaveURLAsync("/orders/" + orderId);
        await guest.Status("confirmed");
        await Expect(guest.By("payment-at-bank")).ToHaveCountAsync(0);

        await guest.AddToCart("3");
        await guest.FillAddress("asked@example.com");
        await Fill(guest, Asks);
        await Place(guest);
        await guest.By("challenge-open").ClickAsync();
        await guest.Page.GetByText("Refuse").ClickAsync();
        await guest.Status("payment_failed");
        Assert.Empty(Complaints(guest));
    }

    [Fact]
    public async Task A_card_that_is_declined_is_said_and_the_cart_is_given_back()
    {
        await using var guest = await shop.Browser.Visit();
        await guest.AddToCart("4");
        await guest.FillAddress("declined@example.com");
        await Fill(guest, Declined);
        await Place(guest);
        await guest.Status("payment_failed");
        await Expect(guest.By("cart-badge").First).ToContainTextAsync("1");
        Assert.Empty(Complaints(guest));
    }

    [Fact]
    public async Task Staff_see_a_payment_that_its_cardholder_disputes()
    {
        await using var guest = await shop.Browser.Visit();
        await guest.AddToCart("1");
        await guest.FillAddress("disputes@example.com");
        await Fill(guest, Pays);
        var orderId = await Place(guest);
        await guest.Status("confirmed");
        shop.Stripe.Dispute(orderId);
        await using var admin = await shop.Browser.Visit();
        await admin.SignIn("admin@example.com");
        for (var until = DateTime.UtcNow + Api.Patience; ; await Api.Pause())
        {
            await admin.Page.GotoAsync("/admin/payments");
            await Expect(admin.By("compare-books")).ToBeVisibleAsync();
            if (await admin.By("disputes").CountAsync() > 0)
            {
                break;
            }

            Assert.True(DateTime.UtcNow < until, "The dispute is not shown.");
        }

        await Expect(admin.By("disputes")).ToContainTextAsync("Fraudulent");
        Assert.Empty(Complaints(guest));
    }

    private static async Task Fill(Visitor guest, string number)
    {
        await guest.Page.Locator("#checkout input[name=payment][value='form:stripe']").CheckAsync();
        await guest.Page.FrameLocator("[data-testid=stripe-form] iframe").GetByLabel("Card number").FillAsync(number);
    }

    private static async Task<string> Place(Visitor guest)
    {
        await Expect(guest.By("place-order")).ToContainTextAsync("Order with obligation to pay");
        await guest.By("place-order").ClickAsync();
        await Expect(guest.Page).ToHaveURLAsync(OrderPage());
        return (await guest.Page.EvaluateAsync<string>("location.pathname")).Split('/')[^1];
    }

    // Stripe is the one other whom these pages may ask.
    private IEnumerable<string> Complaints(Visitor visitor) =>
        visitor.Complaints.Where(one => !one.StartsWith("asked " + shop.Stripe.Url, StringComparison.Ordinal));

    [GeneratedRegex("/orders/[^/]+$")]
    private static partial Regex OrderPage();
}
