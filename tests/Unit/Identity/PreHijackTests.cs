// Somebody gives the address of another before its owner does: what he set up opens nothing once its owner has confirmed it.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PreHijackTests : PasskeyWorld
{
    private const string Victim = "victim@example.com";
    private const string Evil = "the password of the attacker";
    private const string Own = "a quite different one";

    [Fact]
    public async Task The_attackers_password_is_none_of_the_account_that_the_victim_confirms()
    {
        await Verified();
        await Shop.Register.Ask(
            new RegisterBody(Victim, Evil, "Mallory", new PostalAddress("Mallory", "1 Bad Road", "Nowhere", "GB", "N1 7AB")),
            Network
        );
        await Shop.Registrations.Round(default);
        var token = Shop.TokenOf((await Shop.LinksOf("email_verify"))[0]);

        // The victim presses the button, in a browser that never registered, or registered for itself.
        foreach (var browser in new[] { null, "made up", string.Empty, (await Shop.Register.Ask(Body(), Network)).Value.BrowserToken })
        {
            var refused = (await Shop.Confirm.Verify(null, new(token, browser), Network)).Refused!;
            Assert.Equal((RefusalKind.Conflict, "new_password_needed"), (refused.Kind, refused.Code));
        }

        Assert.Equal("credentials_invalid", (await Password(Evil, Victim)).Refused!.Code);
        Assert.Equal(0, await Shop.EventsOf(Topics.UserRegistered));

        // The link still holds, and the victim chooses.
        foreach (
            var body in new[] { new VerifyEmailBody(token, null, "short", "Vic"), new(token, null, Own), new(token, null, Victim, "Vic") }
        )
        {
            Assert.Equal("validation_failed", (await Shop.Confirm.Verify(null, body, Network)).Refused!.Code);
        }

        Assert.Null((await Shop.Confirm.Verify(null, new(token, null, Own, "Vic"), Network)).Refused);
        Assert.Equal("credentials_invalid", (await Password(Evil, Victim)).Refused!.Code);
        var user = (await Password(Own, Victim)).Value.User;
        Assert.True(user is { Name: "Vic", EmailVerified: true, Addresses: [] });
        Assert.Equal("link_invalid", (await Shop.Confirm.Verify(null, new(token, null, Evil, "Mallory"), Network)).Refused!.Code);
    }

    [Fact]
    public async Task Whoever_registered_confirms_in_the_same_browser_with_what_was_chosen_there()
    {
        await Verified();
        await Shop.Register.Ask(new RegisterBody(Victim, Evil, "Mallory"), Network);
        var mine = (await Shop.Register.Ask(Body(), Network)).Value.BrowserToken;
        await Shop.Registrations.Round(default);
        var links = await Shop.LinksOf("email_verify");
        Assert.Equal("new_password_needed", (await Shop.Confirm.Verify(null, new(Shop.TokenOf(links[0]), mine), Network)).Refused!.Code);
        Assert.Null((await Shop.Confirm.Verify(null, new(Shop.TokenOf(links[1]), mine), Network)).Refused);
        Assert.Equal("Vic", (await Password(Own, Victim)).Value.User.Name);
        Assert.Equal("credentials_invalid", (await Password(Evil, Victim)).Refused!.Code);
    }

    [Fact]
    public async Task Nothing_that_was_set_up_before_the_address_was_confirmed_survives_its_owner()
    {
        var (attacker, key, token) = await Squat();
        var other = (await In(key)).Value;
        await Shop.Emails.Change(attacker, new EmailBody("evil@example.net", Evil), Network);
        var (change, stop) = ((await Shop.LinksOf("email_change"))[0], (await Shop.LinksOf("email_change_asked"))[0]);
        Assert.Null((await Shop.Emails.Verification(attacker)).Refused);
        token = Shop.TokenOf((await Shop.LinksOf("email_verify"))[^1]);

        Assert.Equal("new_password_needed", (await Shop.Confirm.Verify(null, new(token), Network)).Refused!.Code);
        var eve = Shop.CallerOf((await Shop.SignedIn("eve@example.com")).AccessToken);
        Assert.Equal("new_password_needed", (await Shop.Confirm.Verify(eve, new(token), Network)).Refused!.Code);
        Assert.Null((await In(key)).Refused);
        Assert.Null((await Shop.Confirm.Verify(null, new(token, null, Own, "Vic"), Network)).Refused);

        Assert.Equal(TokenVerdict.Invalid, Shop.Verify(other.AccessToken));
        Assert.Equal("refresh_token_invalid", (await Shop.Refresh.Do(new RefreshBody(other.RefreshToken))).Refused!.Code);
        Assert.Equal("passkey_unknown", (await In(key)).Refused!.Code);
        Assert.Equal("credentials_invalid", (await Password(Evil, Victim)).Refused!.Code);
        Assert.Equal("link_invalid", (await Shop.Confirm.Verify(attacker, new(Shop.TokenOf(change)), Network)).Refused!.Code);
        Assert.Equal("link_invalid", (await Shop.Confirm.Stop(new(Shop.TokenOf(stop)))).Refused!.Code);
        foreach (var table in new[] { "addresses", "passkeys", "second_factors", "recovery_codes" })
        {
            Assert.Equal((table, 0), (table, await Rows(table)));
        }

        var user = (await Password(Own, Victim)).Value.User;
        Assert.True(user is { Name: "Vic", EmailVerified: true, Addresses: [] });
    }

    [Fact]
    public async Task Whoever_is_signed_in_to_the_account_confirms_it_and_keeps_all()
    {
        var (caller, key, token) = await Squat();
        Assert.Null((await Shop.Confirm.Verify(caller, new(token), Network)).Refused);
        Assert.True((await In(key)).Value.User is { Name: "Mallory", EmailVerified: true });
        Assert.Equal(1, await Rows("addresses"));
    }

    [Fact]
    public async Task A_password_by_mail_takes_what_opens_the_account_from_whoever_only_gave_the_address()
    {
        var (_, key, _) = await Squat();
        await Shop.Reset.Do(new ResetBody(Shop.TokenOf((await Shop.AskForLink(Victim))[0]), Own), Network);
        Assert.Equal("passkey_unknown", (await In(key)).Refused!.Code);
        Assert.Null((await Password(Own, Victim)).Refused);
    }

    [Fact]
    public async Task A_password_by_mail_leaves_the_second_factors_of_a_confirmed_account_and_of_staff()
    {
        var (caller, key, _) = await Someone();
        await Shop.Confirmed(caller.UserId);
        await Shop.Reset.Do(new ResetBody(Shop.TokenOf((await Shop.AskForLink())[0]), Own), Network);
        Assert.Equal("second_factor_required", (await Password(Own)).Refused!.Code);
        Assert.Null((await In(key)).Refused);

        var (staff, theirs, _) = await Someone(Victim);
        await Shop.Profiles.SetRoles(Shop.Owner, staff.UserId, new RolesBody(["customer", "admin"]));
        await Shop.Reset.Do(new ResetBody(Shop.TokenOf((await Shop.AskForLink(Victim))[^1]), Own), Network);
        Assert.Equal("second_factor_required", (await Password(Own, Victim)).Refused!.Code);
        Assert.Null((await In(theirs)).Refused);
        Assert.Null((await Shop.Emails.Verification(staff)).Refused);
        var token = Shop.TokenOf((await Shop.LinksOf("email_verify"))[^1]);
        Assert.Equal("sign_in_needed", (await Shop.Confirm.Verify(null, new(token, null, Own, "Vic"), Network)).Refused!.Code);
    }

    [Fact]
    public async Task A_strangers_account_does_not_get_an_address_because_its_owner_presses_a_button()
    {
        var mallory = Shop.CallerOf((await Shop.SignedIn("mallory@example.com")).AccessToken);
        await Shop.Emails.Change(mallory, new EmailBody(Victim, Shop.Password), Network);
        var token = Shop.TokenOf((await Shop.LinksOf("email_change"))[0]);
        var other = Shop.CallerOf((await Shop.SignedIn("other@example.com")).AccessToken);
        foreach (var who in new[] { null, other })
        {
            Assert.Equal("sign_in_needed", (await Shop.Confirm.Verify(who, new(token), Network)).Refused!.Code);
            Assert.Equal("sign_in_needed", (await Shop.Confirm.Verify(who, new(token, null, Own, "Vic"), Network)).Refused!.Code);
        }

        Assert.Equal("mallory@example.com", (await Shop.Profiles.Get(mallory.UserId)).Value.Email);
        Assert.Null((await Shop.Confirm.Verify(mallory, new(token), Network)).Refused);
    }

    private static RegisterBody Body() => new(Victim, Own, "Vic");

    private Task Verified()
    {
        Shop.Settings = new(Verification: true);
        return Shop.Restart();
    }

    /// <summary>
    /// An account with the victim's address, and all that somebody can set up in it; and the link that its owner is sent.
    /// </summary>
    private async Task<(Caller Caller, SoftAuthenticator Key, string Token)> Squat()
    {
        Assert.Null((await Shop.Register.Do(new RegisterBody(Victim, Evil, "Mallory"))).Refused);
        var caller = Shop.CallerOf((await Password(Evil, Victim)).Value.AccessToken);
        var address = new PostalAddress("Mallory", "1 Bad Road", "Nowhere", "GB", "N1 7AB");
        Assert.Null((await Shop.Addresses.Add(caller.UserId, new AddressBody(address))).Refused);
        Assert.Null((await Shop.Profiles.Patch(caller.UserId, new ProfilePatch(Address: address))).Refused);
        var key = Authenticator(counts: false);
        var asked = (await Shop.Passkeys.Begin(caller, new(Evil), Network)).Value;
        Assert.Null((await Shop.Passkeys.Add(caller, new(key.Create(asked)), string.Empty)).Refused);
        var secret = (await Shop.Factors.Begin(caller.UserId)).Value.Secret;
        Assert.Null((await Shop.Factors.Confirm(caller.UserId, CodeOf(secret), caller.SessionId)).Refused);
        Assert.Null((await Shop.Emails.Verification(caller)).Refused);
        return (caller, key, Shop.TokenOf((await Shop.LinksOf("email_verify"))[^1]));
    }
}
