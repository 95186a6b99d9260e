// Confirming an address and changing it: who is told, what a link does, and what somebody who stole a password gets by it.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EmailTests : IAsyncLifetime
{
    private const string Network = "198.51.100.7";
    private const string Old = "casey@example.com";
    private const string New = "casey@example.org";

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_link_confirms_the_address_once_and_tells_it()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        Assert.False((await shop.Profiles.Get(caller.UserId)).Value.EmailVerified);
        Assert.Null((await shop.Emails.Verification(caller)).Refused);
        Assert.Null((await shop.Emails.Verification(caller)).Refused);
        var links = await shop.LinksOf("email_verify");
        Assert.All(links, link => Assert.StartsWith("https://shop.example.com/verify-email?token=", link, StringComparison.Ordinal));

        // A newer link makes older ones void.
        Assert.Equal("link_invalid", (await Verify(links[0], caller)).Refused!.Code);
        Assert.Equal("link_invalid", (await shop.Confirm.Verify(null, new("guessed"), Network)).Refused!.Code);
        Assert.Null((await Verify(links[1], caller)).Refused);
        Assert.Equal("link_invalid", (await Verify(links[1], caller)).Refused!.Code);
        Assert.True((await shop.Profiles.Get(caller.UserId)).Value.EmailVerified);
        Assert.Equal(1, await shop.EventsOf(Topics.UserEmailVerified));
        Assert.Equal("email_verified", (await shop.Emails.Verification(caller)).Refused!.Code);
    }

    [Fact]
    public async Task A_link_holds_for_a_day_and_mails_are_bounded()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        for (var i = 0; i < EmailLinks.MailboxMax; i++)
        {
            Assert.Null((await shop.Emails.Verification(caller)).Refused);
        }

        Assert.Equal("too_many_mails", (await shop.Emails.Verification(caller)).Refused!.Code);
        var link = (await shop.LinksOf("email_verify"))[^1];
        shop.Clock.Advance(Limits.EmailLinkLife);
        Assert.Equal("link_invalid", (await Verify(link, caller)).Refused!.Code);
        Assert.Null((await shop.Emails.Verification(caller)).Refused);
    }

    [Fact]
    public async Task An_address_changes_when_the_new_one_is_confirmed_and_the_old_one_is_told()
    {
        var mine = await shop.SignedIn();
        var caller = shop.CallerOf(mine.AccessToken);
        var lost = (await shop.AskForLink())[0];
        Assert.Equal("password_wrong", (await shop.Emails.Change(caller, new EmailBody(New, "wrong password"), Network)).Refused!.Code);
        Assert.NotNull((await shop.Emails.Change(caller, new EmailBody(Old, Shop.Password), Network)).Refused!.Facts!["errors"]!["email"]);
        Assert.Equal(
            AskEmailChange.Asked,
            (await shop.Emails.Change(caller, new EmailBody(" Casey@Example.ORG", Shop.Password), Network)).Value
        );
        var mails = await shop.AccountMails();
        Assert.Equal(
            [("email_change", New), ("email_change_asked", Old)],
            mails.TakeLast(2).Select(mail => (mail.Template, mail.Recipient))
        );
        Assert.Equal(Old, (await shop.Profiles.Get(caller.UserId)).Value.Email);

        Assert.Null((await Verify((await shop.LinksOf("email_change"))[0], caller)).Refused);
        var profile = (await shop.Profiles.Get(caller.UserId)).Value;
        Assert.Equal((New, true), (profile.Email, profile.EmailVerified));

        // Tokens have the address in them; the session goes on, and links to the old mailbox are void.
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Equal(New, (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value.User.Email);
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(Shop.TokenOf(lost), "another password"), Network)).Refused!.Code);
        Assert.Equal("credentials_invalid", (await In(Old)).Refused!.Code);
        Assert.Null((await In(New)).Refused);
    }

    [Fact]
    public async Task The_old_mailbox_stops_a_change_before_and_after_it_and_the_thief_is_out()
    {
        var victim = await shop.SignedIn();
        var caller = shop.CallerOf(victim.AccessToken);

        // The thief knows the password: the address goes through two others, and a second factor keeps the owner out.
        await shop.Emails.Change(caller, new EmailBody(New, Shop.Password), Network);
        var stop = (await shop.LinksOf("email_change_asked"))[0];
        await Verify((await shop.LinksOf("email_change"))[0], caller);
        await shop.Emails.Change(caller, new EmailBody("thief@example.net", Shop.Password), Network);
        await Verify((await shop.LinksOf("email_change"))[1], caller);
        var secret = (await shop.Factors.Begin(caller.UserId)).Value.Secret;
        await shop.Factors.Confirm(caller.UserId, Code(secret));
        var thiefStop = (await shop.LinksOf("email_change_asked"))[1];
        await shop.Emails.Change(caller, new EmailBody("thief2@example.net", Shop.Password), Network);
        var pending = (await shop.LinksOf("email_change"))[2];

        // A stopping link confirms nothing, and the other way round.
        Assert.Equal("link_invalid", (await Verify(stop, caller)).Refused!.Code);
        Assert.Equal("link_invalid", (await Stop(pending)).Refused!.Code);
        Assert.Null((await Stop(stop)).Refused);

        Assert.Equal(Old, (await shop.Profiles.Get(caller.UserId)).Value.Email);
        Assert.False((await shop.Factors.Get(caller.UserId)).On);
        Assert.Equal("credentials_invalid", (await In(Old)).Refused!.Code);
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(victim.RefreshToken))).Refused!.Code);
        Assert.Equal("link_invalid", (await Verify(pending, caller)).Refused!.Code);
        Assert.Equal("link_invalid", (await Stop(thiefStop)).Refused!.Code);
        Assert.Equal("link_invalid", (await Stop(stop)).Refused!.Code);
        var reset = (await shop.AccountMails())[^1];
        Assert.Equal(("password_reset", Old), (reset.Template, reset.Recipient));
        var token = Shop.TokenOf(shop.Sealed.Open(reset.Purpose, reset.SealedLink)!);
        Assert.Null((await shop.Reset.Do(new ResetBody(token, "a quite different one"), Network)).Refused);
        Assert.Null((await shop.SignIn.Do(new SignInBody(Old, "a quite different one"), Network, default)).Refused);
    }

    [Fact]
    public async Task Stopping_a_change_takes_what_the_thief_set_up_before_he_asked_for_it()
    {
        var taken = shop.CallerOf((await shop.SignedIn()).AccessToken);
        var kept = shop.CallerOf((await shop.SignedIn("eve@example.com")).AccessToken);
        await SetUp(kept);
        shop.Clock.Advance(Limits.StopLinkLife);
        await SetUp(taken);
        shop.Clock.Advance(TimeSpan.FromDays(1));
        foreach (var (caller, email) in new[] { (taken, New), (kept, "eve@example.org") })
        {
            Assert.Null((await shop.Emails.Change(caller, new EmailBody(email, Shop.Password), Network)).Refused);
            Assert.Null((await Stop((await shop.LinksOf("email_change_asked"))[^1])).Refused);
        }

        // What is older than a thief's, who would have been found out by then, stays.
        Assert.False((await shop.Factors.Get(taken.UserId)).On);
        Assert.True((await shop.Factors.Get(kept.UserId)).On);

        async Task SetUp(Caller caller)
        {
            var secret = (await shop.Factors.Begin(caller.UserId)).Value.Secret;
            Assert.Null((await shop.Factors.Confirm(caller.UserId, Code(secret))).Refused);
        }
    }

    [Fact]
    public async Task A_stopping_link_holds_for_a_week()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        await shop.Emails.Change(caller, new EmailBody(New, Shop.Password), Network);
        shop.Clock.Advance(Limits.StopLinkLife);
        Assert.Equal("link_invalid", (await Stop((await shop.LinksOf("email_change_asked"))[0])).Refused!.Code);
        Assert.Equal("link_invalid", (await Verify((await shop.LinksOf("email_change"))[0], caller)).Refused!.Code);
        Assert.Null((await In(Old)).Refused);
    }

    [Fact]
    public async Task Asking_for_a_taken_address_is_answered_alike_and_its_owner_hears_of_it()
    {
        await shop.Someone(New);
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        Assert.Equal(AskEmailChange.Asked, (await shop.Emails.Change(caller, new EmailBody(New, Shop.Password), Network)).Value);
        Assert.Equal(
            [("account_exists", New), ("email_change_asked", Old)],
            (await shop.AccountMails()).Select(mail => (mail.Template, mail.Recipient))
        );
    }

    [Fact]
    public async Task An_address_that_was_taken_meanwhile_stays_its_owners()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        await shop.Emails.Change(caller, new EmailBody(New, Shop.Password), Network);
        var link = (await shop.LinksOf("email_change"))[0];
        var other = await shop.Someone(New);
        Assert.Equal("email_taken", (await Verify(link, caller)).Refused!.Code);
        Assert.Equal(New, (await shop.Profiles.Get(other.UserId)).Value.Email);
        Assert.Equal(Old, (await shop.Profiles.Get(caller.UserId)).Value.Email);
    }

    [Fact]
    public async Task A_new_password_ends_what_somebody_began_with_the_old_one()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        await shop.Emails.Change(caller, new EmailBody(New, Shop.Password), Network);
        await shop.Reset.Do(new ResetBody(Shop.TokenOf((await shop.AskForLink())[0]), "a quite different one"), Network);
        Assert.Equal("link_invalid", (await Verify((await shop.LinksOf("email_change"))[0], caller)).Refused!.Code);
        Assert.Equal(Old, (await shop.Profiles.Get(caller.UserId)).Value.Email);
    }

    private Task<Outcome<bool>> Verify(string link, Caller? caller) =>
        shop.Confirm.Verify(caller, new VerifyEmailBody(Shop.TokenOf(link)), Network);

    private Task<Outcome<bool>> Stop(string link) => shop.Confirm.Stop(new EmailLinkBody(Shop.TokenOf(link)));

    private Task<Outcome<SignedIn>> In(string email) => shop.SignIn.Do(new SignInBody(email, Shop.Password), Network, default);

    private string Code(string secret) => Totp.Code(Totp.FromBase32(secret), Totp.StepOf(shop.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
}
