// What must never cost a sale: a mistyped coupon, a field that is at fault out of sight, a session that ends in the middle.
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed class CheckoutBrowserTests(Browser browser)
{
    [Fact]
    public async Task A_faulty_field_comes_into_view_on_a_phone_and_a_mistyped_coupon_does_not_stop_the_sale()
    {
        await using var guest = await browser.Visit(width: 390, height: 844);
        await guest.AddToCart("2");
        await guest.FillAddress("mistypes@example.com");
        await Expect(guest.By("place-order")).ToHaveTextAsync("Order with obligation to pay");
        await guest.Page.Locator("#checkout input[name=email]").FillAsync("mistypes.example.com");
        await guest.By("place-order").ClickAsync();
        var email = guest.Page.Locator("#checkout input[name=email]");
        await Expect(email).ToBeFocusedAsync();
        await Expect(email).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(guest.Page.GetByText("This does not look like an e-mail address").First).ToBeVisibleAsync();

        // Neither the header nor the bar with the button lies over it.
        Assert.True(
            await email.EvaluateAsync<bool>(
                "field => { const { x, y, width, height } = field.getBoundingClientRect(); return document.elementFromPoint(x + width / 2, y + height / 2) === field; }"
            )
        );
        await email.FillAsync("mistypes@example.com");
        await Expect(email).Not.ToHaveAttributeAsync("aria-invalid", "true");

        await guest.By("show-summary").ClickAsync();
        await guest.By("coupon-input").FillAsync("NEVERWAS");
        await guest.By("coupon-apply").ClickAsync();
        await Expect(guest.Page.GetByText("no coupon with this code").First).ToBeVisibleAsync();
        var order = (await (await browser.Api.Admin()).Get($"/api/orders/{await guest.Pay()}")).Expect(200).Json;
        await guest.Status("confirmed");
        Assert.Equal((null, "mistypes@example.com"), ((string?)order["coupon_code"], (string?)order["email"]));
        Assert.Equal(390, await guest.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(guest.Complaints);
    }

    [Fact]
    public async Task A_session_that_ends_in_the_checkout_is_begun_again_in_place_and_what_was_typed_is_still_there()
    {
        const string Email = "sessions.end@example.com";
        (await browser.Api.Post("/api/auth/register", $$"""{"email":"{{Email}}","password":"Passw0rd!demo","name":"Sue End"}""")).Expect(
            201
        );
        await using var person = await browser.Visit();
        await person.SignIn(Email);
        await person.AddToCart("2");
        await person.FillAddress();
        await person.Page.EvaluateAsync(
            "() => { const kept = JSON.parse(localStorage['cartwright.session']); kept.session.access_token = kept.session.refresh_token = 'ended'; localStorage['cartwright.session'] = JSON.stringify(kept); }"
        );

        // The next price is asked for with a session that is no more.
        await person.Page.Locator("#checkout input[name=line1]").FillAsync("2 Market St");
        var again = person.By("sign-in-again");
        await Expect(again.Locator("input[name=email]")).ToHaveValueAsync(Email);
        await again.Locator("input[name=password]").FillAsync("Passw0rd!demo");
        await again.Locator("button[type=submit]").ClickAsync();
        await Expect(again).ToHaveCountAsync(0);
        await Expect(person.Page.Locator("#checkout input[name=line1]")).ToHaveValueAsync("2 Market St");
        var order = (await (await browser.Api.Admin()).Get($"/api/orders/{await person.Pay()}")).Expect(200).Json;
        await person.Status("confirmed");
        Assert.Equal((Email, "2 Market St"), ((string?)order["email"], (string?)order["shipping_address"]!["line1"]));
        Assert.Empty(person.Complaints);
    }
}
