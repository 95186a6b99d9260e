// Who runs the shop: the first administrator, the one made from the command line, accounts that are shut, and the last one who cannot be.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class AdministratorTests : IAsyncLifetime
{
    private static readonly Caller Boss = new("boss", "session", [Role.Admin]);

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_shop_without_an_administrator_prints_a_link_that_makes_one_and_never_a_second()
    {
        await shop.FirstAccounts(demo: false);
        await shop.FirstAccounts(demo: false);
        var tokens = shop
            .Lines.At("http://localhost:8080")
            .Where(line => line.Contains("token=", StringComparison.Ordinal))
            .Select(Shop.TokenOf)
            .ToList();
        Assert.Equal(2, tokens.Distinct().Count());
        Assert.StartsWith(
            "http://localhost:8080/first-administrator?token=",
            shop.Lines.At("http://localhost:8080").First().Split("hour: ")[1],
            StringComparison.Ordinal
        );

        Assert.Equal("link_invalid", (await First("made up")).Refused!.Code);
        Assert.NotNull(
            (await shop.First.Do(new FirstAdministratorBody(tokens[0], "boss", "short", "\u200b"), string.Empty)).Refused!.Facts![
                "errors"
            ]!["name"]
        );

        // Opened twice at once, by two links: one administrator.
        var both = await Task.WhenAll(First(tokens[0]), First(tokens[1], "second@example.com"));
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "link_invalid");
        Assert.Equal("link_invalid", (await First(tokens[0], "third@example.com")).Refused!.Code);

        await shop.Restart();
        await shop.FirstAccounts(demo: false);
        Assert.Empty(shop.Lines.At(string.Empty));
    }

    [Fact]
    public async Task The_link_ends_with_the_hour_and_with_an_administrator_from_elsewhere()
    {
        await shop.FirstAccounts(demo: false, ("Shop:Url", "https://shop.example.com/"));
        var line = shop.Lines.At("http://localhost:8080").First();
        Assert.Contains("https://shop.example.com/first-administrator?token=", line, StringComparison.Ordinal);
        Assert.Null((await shop.Admins.Create("boss@example.com", "Boss", Shop.Password, promote: false)).Refused);
        Assert.Equal("link_invalid", (await First(Shop.TokenOf(line), "eve@example.com")).Refused!.Code);

        await using var other = await Shop.Open();
        await other.FirstAccounts(demo: false);
        other.Clock.Advance(Limits.PasswordLinkLife);
        Assert.Equal(
            "link_invalid",
            (
                await other.First.Do(
                    new FirstAdministratorBody(
                        Shop.TokenOf(other.Lines.At(string.Empty).First()),
                        "boss@example.com",
                        Shop.Password,
                        "Boss"
                    ),
                    string.Empty
                )
            )
                .Refused!
                .Code
        );
    }

    [Fact]
    public async Task A_demo_prints_no_link()
    {
        await shop.FirstAccounts(demo: true);
        Assert.Empty(shop.Lines.At(string.Empty));
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once_and_cannot_tell_why()
    {
        var theirs = await shop.SignedIn();
        var shut = (await shop.Disable.Do(Boss, theirs.User.UserId, disabled: true)).Value;
        Assert.True(shut.Disabled);
        Assert.Equal(
            shut,
            (await shop.Disable.Do(Boss, theirs.User.UserId, disabled: true)).Value with
            {
                Roles = shut.Roles,
                Addresses = shut.Addresses,
            }
        );
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(theirs.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(theirs.RefreshToken))).Refused!.Code);
        var right = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused!;
        Assert.Equal(right, (await shop.SignIn.Do(new SignInBody("casey@example.com", "wrong password"), string.Empty, default)).Refused!);
        Assert.Equal(right, (await shop.SignIn.Do(new SignInBody("nobody@example.com", "wrong password"), string.Empty, default)).Refused!);

        Assert.True((await shop.Profiles.GetForAdmin(theirs.User.UserId)).Value.Disabled);
        Assert.Null((await shop.Profiles.Get(theirs.User.UserId)).Value.Disabled);
        await shop.Restart();
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(theirs.AccessToken));
        Assert.False((await shop.Disable.Do(Boss, theirs.User.UserId, disabled: false)).Value.Disabled);
        Assert.Null((await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused);
        Assert.Equal("user_not_found", (await shop.Disable.Do(Boss, "nobody", disabled: true)).Refused!.Code);
    }

    [Fact]
    public async Task Who_is_shut_while_the_password_is_looked_at_does_not_get_in()
    {
        var someone = await shop.Someone();
        using var gate = new ManualResetEventSlim();
        var held = shop.Lane.Enter(() => gate.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        var late = shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default);
        await shop.Disable.Do(Boss, someone.UserId, disabled: true);
        gate.Set();
        Assert.Equal("credentials_invalid", (await late).Refused!.Code);
        await held;
    }

    [Fact]
    public async Task The_last_administrator_stays_also_when_two_shut_each_other()
    {
        await shop.Admins.Create("one@example.com", "One", Shop.Password, promote: false);
        await shop.Admins.Create("two@example.com", "Two", Shop.Password, promote: false);
        var admins = (await shop.Profiles.List(PageRequest.Of(shop.Seals), null)).Value.Items;
        var both = await Task.WhenAll(admins.Select(admin => shop.Disable.Do(Boss, admin.UserId, disabled: true)));
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "last_admin");
        var left = Assert.Single(
            (await shop.Profiles.List(PageRequest.Of(shop.Seals), null)).Value.Items,
            admin => admin.Disabled == false
        );
        Assert.Equal("last_admin", (await shop.Profiles.SetRoles(Shop.Owner, left.UserId, new RolesBody(["customer"]))).Refused!.Code);
    }

    [Fact]
    public async Task A_guests_token_ends_by_sign_out_and_by_an_admin_for_good()
    {
        var (mine, theirs) = (Guests.Id("0199a1b2-0000-7000-8000-000000000001"), Guests.Id("0199a1b2-0000-7000-8000-000000000002"));
        var (left, shut) = (shop.Tokens.ForGuest(mine).Text, shop.Tokens.ForGuest(theirs).Text);
        await shop.SignOut.Do(shop.CallerOf(left), null);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(left));
        Assert.False((await shop.Profiles.GetForAdmin(theirs)).Value.Disabled);
        Assert.True((await shop.Disable.Do(Boss, theirs, disabled: true)).Value.Disabled);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(shut));
        Assert.Equal("guest_ended", (await shop.Disable.Do(Boss, theirs, disabled: false)).Refused!.Code);

        // As long as the token would have lived.
        shop.Clock.Advance(TimeSpan.FromDays(29));
        await shop.Restart();
        Assert.Equal((TokenVerdict.Invalid, TokenVerdict.Invalid), (shop.Verify(left), shop.Verify(shut)));
        Assert.True((await shop.Profiles.GetForAdmin(theirs)).Value.Disabled);
    }

    [Fact]
    public async Task A_demo_account_that_an_admin_shut_stays_shut_at_the_next_start()
    {
        await shop.FirstAccounts(demo: true);
        await shop.Disable.Do(Boss, "demo-customer", disabled: true);
        await shop.FirstAccounts(demo: true);
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody("customer@example.com", "Passw0rd!demo"), string.Empty, default)).Refused!.Code
        );
        await shop.FirstAccounts(demo: false);
        await shop.FirstAccounts(demo: true);
        Assert.Null((await shop.SignIn.Do(new SignInBody("vendor@example.com", "Passw0rd!demo"), string.Empty, default)).Refused);
    }

    [Fact]
    public async Task The_command_line_makes_an_administrator_by_a_link_or_a_password_and_promotes_only_when_told()
    {
        var made = (await shop.Admins.Create("boss@example.com", "Boss", null, promote: false)).Value;
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody("boss@example.com", string.Empty), string.Empty, default)).Refused!.Code
        );
        Assert.Null((await shop.Reset.Do(new ResetBody(Shop.TokenOf(made.Link!), Shop.Password), string.Empty)).Refused);
        Assert.True(
            shop.CallerOf(
                (await shop.SignIn.Do(new SignInBody("boss@example.com", Shop.Password), string.Empty, default)).Value.AccessToken
            ).IsAdmin
        );

        await shop.Known();
        Assert.Equal("email_taken", (await shop.Admins.Create("CASEY@example.com", "X", Shop.Password, promote: false)).Refused!.Code);
        Assert.Equal(
            (false, null),
            (
                (await shop.Admins.Create("casey@example.com", "X", "another password", promote: true)).Value.Made,
                (await shop.Admins.Create("casey@example.com", "X", null, promote: true)).Value.Link
            )
        );
        Assert.True(
            shop.CallerOf(
                (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value.AccessToken
            ).IsAdmin
        );
        Assert.NotNull((await shop.Admins.Create("no address", "X", "short", promote: false)).Refused!.Facts!["errors"]!["email"]);
    }

    [Fact]
    public async Task The_command_line_gives_an_account_back_and_a_leaked_password_ends_before_the_link_is_opened()
    {
        var leaked = await shop.SignedIn();
        var link = (await shop.Admins.Reset("casey@example.com", null, enable: false)).Value.Link!;
        await shop.Hear();
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(leaked.AccessToken));
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused!.Code
        );
        Assert.Null((await shop.Reset.Do(new ResetBody(Shop.TokenOf(link), Shop.Password), string.Empty)).Refused);

        await shop.Disable.Do(Boss, leaked.User.UserId, disabled: true);
        Assert.Equal("account_disabled", (await shop.Admins.Reset("casey@example.com", "a quite new one", enable: false)).Refused!.Code);
        Assert.Null((await shop.Admins.Reset("casey@example.com", "a quite new one", enable: true)).Value.Link);
        Assert.Null((await shop.SignIn.Do(new SignInBody("casey@example.com", "a quite new one"), string.Empty, default)).Refused);
        Assert.Equal("user_not_found", (await shop.Admins.Reset("nobody@example.com", null, enable: false)).Refused!.Code);
    }

    private Task<Outcome<Profile>> First(string token, string email = "boss@example.com") =>
        shop.First.Do(new FirstAdministratorBody(token, email, Shop.Password, "Boss"), string.Empty);
}
