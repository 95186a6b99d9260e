// A forgotten, changed, or leaked password: who gets back in, who is out at once, and what nobody may learn.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class RecoveryTests : IAsyncLifetime
{
    private const string New = "a quite different one";
    private const string Network = "198.51.100.7";

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task Changing_the_password_ends_every_token_and_all_sessions_but_the_callers()
    {
        var mine = await shop.SignedIn();
        var elsewhere = (await In(Shop.Password)).Value;
        var link = (await shop.AskForLink())[0];

        Assert.Null((await shop.Change.Do(shop.CallerOf(mine.AccessToken), new PasswordBody(New, Shop.Password), Network)).Refused);

        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(elsewhere.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(elsewhere.RefreshToken))).Refused!.Code);
        var fresh = (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value;
        Assert.Equal(TokenVerdict.Valid, shop.Verify(fresh.AccessToken));
        Assert.Equal("credentials_invalid", (await In(Shop.Password)).Refused!.Code);
        Assert.Equal(TokenVerdict.Valid, shop.Verify((await In(New)).Value.AccessToken));

        // An older link is void, and the owner is told.
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(Shop.TokenOf(link), "yet another one"), Network)).Refused!.Code);
        var told = (await shop.AccountMails())[^1];
        Assert.Equal(
            ("password_changed", "casey@example.com", "https://shop.example.com/forgot-password"),
            (told.Template, told.Recipient, shop.Sealed.Open(told.Purpose, told.SealedLink))
        );

        await shop.Restart();
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(elsewhere.AccessToken));
    }

    [Fact]
    public async Task A_wrong_current_password_changes_nothing_and_guessing_it_is_slowed_apart_from_sign_in()
    {
        var mine = await shop.SignedIn();
        var caller = shop.CallerOf(mine.AccessToken);
        for (var i = 0; i < 5; i++)
        {
            var refused = (await shop.Change.Do(caller, new PasswordBody(New, "wrong password"), Network)).Refused!;
            Assert.Equal((RefusalKind.Forbidden, "current_password_wrong"), (refused.Kind, refused.Code));
            Assert.NotNull(refused.Facts!["errors"]!["current_password"]);
        }

        Assert.Equal("too_many_attempts", (await shop.Change.Do(caller, new PasswordBody(New, Shop.Password), Network)).Refused!.Code);
        Assert.Null((await In(Shop.Password)).Refused);
        Assert.Equal(TokenVerdict.Valid, shop.Verify(mine.AccessToken));
        foreach (var weak in new[] { "short", "casey@example.com", "CASEY@example.com " })
        {
            Assert.NotNull(
                (await shop.Change.Do(caller, new PasswordBody(weak, Shop.Password), Network)).Refused!.Facts!["errors"]!["password"]
            );
        }
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_knows_the_present_password()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        var both = await Task.WhenAll(
            shop.Change.Do(caller, new PasswordBody(New, Shop.Password), Network),
            shop.Change.Do(caller, new PasswordBody("the other new one", Shop.Password), Network)
        );
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "current_password_wrong");
    }

    [Fact]
    public async Task A_link_sets_a_password_once_and_ends_everything_else()
    {
        var before = await shop.SignedIn();
        for (var i = 0; i < 6; i++)
        {
            await In("wrong password");
        }

        var token = Shop.TokenOf((await shop.AskForLink("CASEY@Example.com"))[0]);
        Assert.Null((await shop.Reset.Do(new ResetBody(token, New), Network)).Refused);

        Assert.Equal(TokenVerdict.Invalid, shop.Verify(before.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(before.RefreshToken))).Refused!.Code);
        Assert.Equal(TokenVerdict.Valid, shop.Verify((await In(New)).Value.AccessToken));
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(token, "once more, once more"), Network)).Refused!.Code);
        Assert.Equal(["password_reset", "password_changed"], (await shop.AccountMails()).Select(mail => mail.Template));
    }

    [Fact]
    public async Task A_link_holds_for_an_hour_and_a_newer_one_voids_it()
    {
        await shop.Someone();
        var links = await shop.AskForLink();
        links = await shop.AskForLink();
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(Shop.TokenOf(links[0]), New), Network)).Refused!.Code);
        shop.Clock.Advance(Limits.PasswordLinkLife - TimeSpan.FromSeconds(1));
        var weak = (await shop.Reset.Do(new ResetBody(Shop.TokenOf(links[1]), "casey@example.com"), Network)).Refused!;
        Assert.NotNull(weak.Facts!["errors"]!["password"]);
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = (await shop.Reset.Do(new ResetBody(Shop.TokenOf(links[1]), New), Network)).Refused!;
        Assert.Equal(late, (await shop.Reset.Do(new ResetBody("made up", New), Network)).Refused!);
        Assert.Null((await In(Shop.Password)).Refused);
    }

    [Fact]
    public async Task Of_two_who_open_a_link_at_once_one_sets_the_password()
    {
        await shop.Someone();
        var token = Shop.TokenOf((await shop.AskForLink())[0]);
        var both = await Task.WhenAll(
            shop.Reset.Do(new ResetBody(token, New), Network),
            shop.Reset.Do(new ResetBody(token, "the other new one"), Network)
        );
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "link_invalid");
    }

    [Fact]
    public async Task Asking_is_one_insert_and_one_answer_whoever_it_is_for()
    {
        await shop.Someone();
        var shut = await shop.Someone("shut@example.com");
        await shop.Disable.Do(Admin, shut.UserId, disabled: true);
        var answers = new List<Outcome<ForgotReply>>();
        foreach (var email in new[] { "casey@example.com", "nobody@example.com", "shut@example.com" })
        {
            answers.Add(await shop.Forgot.Do(new ForgotBody(email), Network));
        }

        // What differs happens afterwards: at the time of the answers there is nothing but the wishes.
        Assert.Single(answers.Select(answer => answer.Value).Distinct());
        Assert.Equal(3, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM reset_requests")));
        Assert.Equal(0, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM password_links")));

        // They survive the process.
        await shop.Restart();
        Assert.Equal(3, await shop.Resets.Round(default));
        Assert.Equal(["casey@example.com"], (await shop.AccountMails()).Select(mail => mail.Recipient));
        Assert.Equal(0, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM reset_requests")));
        Assert.NotNull((await shop.Forgot.Do(new ForgotBody("no address"), Network)).Refused!.Facts!["errors"]!["email"]);
    }

    [Fact]
    public async Task Mailboxes_and_networks_have_their_bounds_and_nobody_is_told()
    {
        await shop.Someone();
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(Math.Min(i, SendResetLinks.MailboxRequestsMax), (await shop.AskForLink(network: $"198.51.100.{i}")).Count);
        }

        // The bound is of the mailbox, and ends with the hour; the link of within the bound still holds.
        await shop.Someone("other@example.com");
        Assert.Equal(4, (await shop.AskForLink("other@example.com")).Count);
        for (var i = 0; i < SendResetLinks.NetworkRequestsMax; i++)
        {
            await shop.AskForLink($"nobody{i}@example.com");
        }

        await shop.Someone("third@example.com");
        Assert.Equal(4, (await shop.AskForLink("third@example.com")).Count);
        Assert.Equal(5, (await shop.AskForLink("third@example.com", "203.0.113.9")).Count);
        shop.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(6, (await shop.AskForLink()).Count);
    }

    [Fact]
    public async Task What_opens_an_account_lies_nowhere_readable()
    {
        await shop.Someone();
        var token = Shop.TokenOf((await shop.AskForLink())[0]);
        foreach (
            var (table, column) in new[]
            {
                ("outbox", "data"),
                ("password_links", "token_hash"),
                ("users", "password"),
                ("sign_in_tries", "subject"),
            }
        )
        {
            Assert.Equal(
                0,
                await shop.Database.Read(sql => sql.Number($"SELECT count(*) FROM {table} WHERE {column} LIKE '%' || $1 || '%'", token))
            );
        }
    }

    [Fact]
    public async Task Whoever_was_right_when_the_password_changed_is_wrong_afterwards()
    {
        var mine = await shop.SignedIn();
        using var gate = new ManualResetEventSlim();
        var held = shop.Lane.Enter(() => gate.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        var late = In(Shop.Password);

        // The try is counted once the account has been read.
        while (await shop.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM sign_in_tries")) == 0)
        {
            Assert.False(late.IsCompleted);
        }

        var another = Passwords.Hash("another password", Convert.ToBase64String(new byte[16]).TrimEnd('='), 1_000);
        await shop.Database.Write(transaction => UserStore.SetPassword(transaction, mine.User.UserId, another));
        gate.Set();
        Assert.Equal("credentials_invalid", (await late).Refused!.Code);
        await held;
    }

    private static Caller Admin { get; } = new("boss", "session", [Role.Admin]);

    private Task<Outcome<SignedIn>> In(string password) => shop.SignIn.Do(new SignInBody("casey@example.com", password), Network, default);
}
