// A second factor from its picture to the sign-in that asks for it.
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InOne)]
[Collection(Pages.Name)]
public sealed partial class SecondFactorBrowserTests(Browser browser)
{
    [Fact]
    public async Task A_second_factor_is_set_up_on_the_account_page_and_asked_for_at_the_next_sign_in()
    {
        const string Email = "tess@example.com";
        (await browser.Api.Post("/api/auth/register", $$"""{"email":"{{Email}}","password":"Passw0rd!demo","name":"Tess"}""")).Expect(201);
        await using var person = await browser.Visit(390, 844);
        await person.SignIn(Email);
        await person.Page.GotoAsync("/account/security");
        var section = person.By("second-factor");
        await section.GetByRole(AriaRole.Button, new() { Name = "Set up a second factor" }).ClickAsync();
        await section.Locator("input[name=password]").FillAsync("Passw0rd!demo");
        await section.GetByTestId("prove-owner").Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(section.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        Assert.Equal(390, await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var secret = Bytes((await person.By("totp-secret").InnerTextAsync()).Replace(" ", string.Empty, StringComparison.Ordinal));
        await section.Locator("input[name=code]").FillAsync(Code(secret, 0));
        await section.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(person.By("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        var recovery = await person.By("recovery-codes").Locator("li").First.InnerTextAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(section).ToContainTextAsync("10 recovery codes are left");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");

        // The step that set it up is used, and the next one is taken a half minute early: both clocks are this machine's.
        await Password(person, Email);
        await person.By("code-form").Locator("input[name=code]").FillAsync("000000");
        await person.By("code-form").Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(person.By("code-form")).ToContainTextAsync("is wrong, too old, or was used");
        await person.By("code-form").Locator("input[name=code]").FillAsync(Code(secret, 1));
        await person.By("code-form").Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
        await person.Page.GotoAsync("/account/security");
        await Assertions.Expect(person.By("sessions")).ToContainTextAsync("This device");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).First.ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");

        await Password(person, Email);
        await person.By("code-form").Locator("input[name=code]").FillAsync(recovery);
        await person.By("code-form").Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(person.Page).ToHaveURLAsync("/");
        Assert.Empty(person.Complaints);
    }

    private static async Task Password(Visitor person, string email)
    {
        await person.Page.GotoAsync("/sign-in");
        await person.Page.Locator("main input[name=email]").FillAsync(email);
        await person.Page.Locator("main input[name=password]").FillAsync("Passw0rd!demo");
        await person.Page.Locator("main form button[type=submit]").ClickAsync();
    }

    // What an authenticator app does (RFC 6238), by itself: the shop's own code would agree with itself whatever it did.
    private static string Code(byte[] secret, int later)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + later);
#pragma warning disable CA5350 // The standard's own hash, which every app has.
        var mac = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(mac[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string base32)
    {
        Assert.Matches(Base32(), base32);
        var bits = string.Concat(
            base32.Select(letter =>
                Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')
            )
        );
        return [.. bits.Chunk(8).Where(eight => eight.Length == 8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    [GeneratedRegex("^[A-Z2-7]{32}$")]
    private static partial Regex Base32();
}
