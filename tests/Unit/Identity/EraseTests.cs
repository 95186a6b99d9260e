// An erased account is closed and says nothing of anybody; a guest's token ends with the guest's orders.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EraseTests : IAsyncLifetime
{
    private const string Email = "Wil.Quillfeather@Example.com";
    private static readonly string[] Hers = ["quill", "Wilhelmina", "Wisteria"];

    private Shop shop = null!;

    private EraseAccounts Erasing => new(shop.Database, shop.Revocations, shop.Clock);

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task An_erased_account_says_nothing_of_anybody_and_lets_nobody_in()
    {
        var signed = await shop.SignedIn(Email);
        var userId = signed.User.UserId;
        await shop.Database.Write(tx =>
            UserStore.SetProfile(
                tx,
                userId,
                "Wilhelmina Quillfeather",
                [new PostalAddress("Wilhelmina Quillfeather", "77 Wisteria Row", "Borogove", "GB", "N1 7AB")],
                "de"
            )
        );
        await shop.AskForLink(Email);
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody(Email, "a wrong password"), string.Empty, default)).Refused!.Code
        );
        Assert.Null((await shop.Forgot.Do(new ForgotBody(Email), "198.51.100.7")).Refused);
        Assert.Equal(userId, (await Erasing.Find(null, " wil.quillfeather@EXAMPLE.com")).Value);

        Assert.True((await Erasing.Erase(userId, "operator")).Value);
        Assert.NotEqual(TokenVerdict.Valid, shop.Verify(signed.AccessToken));
        Assert.NotNull((await shop.Refresh.Do(new RefreshBody(signed.RefreshToken))).Refused);
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody(Email, Shop.Password), string.Empty, default)).Refused!.Code
        );
        Assert.Equal(1, await shop.EventsOf(Topics.UserErased));
        await shop.Database.Write(tx => tx.Execute("DELETE FROM outbox"));
        Assert.Equal([], await Residue.Of(shop.Database, Hers));
        Assert.Equal(0, await shop.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM password_links")));
        var user = (await shop.Contract.GetUser(new() { UserId = userId }, default)).Value;
        Assert.Equal((string.Empty, string.Empty), (user.Name, user.Email));

        // A second time nothing is done or told, and the address is free for an account anew.
        Assert.False((await Erasing.Erase(userId, "operator")).Value);
        Assert.Equal(0, await shop.EventsOf(Topics.UserErased));
        Assert.Null((await Erasing.Find(userId, null)).Value);
        Assert.Null((await Erasing.Find(null, Email)).Value);
        Assert.NotEqual(userId, (await shop.SignedIn(Email)).User.UserId);
    }

    [Fact]
    public async Task Nothing_opens_or_fills_an_erased_account_again()
    {
        var signed = await shop.SignedIn(Email);
        var (userId, caller) = (signed.User.UserId, shop.CallerOf(signed.AccessToken));
        var link = Shop.TokenOf((await shop.AskForLink(Email))[0]);
        Assert.Null((await shop.Admins.Create("boss@shop.example", "Boss", Shop.Password, promote: false)).Refused);
        var boss = shop.CallerOf(
            (await shop.SignIn.Do(new SignInBody("boss@shop.example", Shop.Password), string.Empty, default)).Value.AccessToken
        );
        var nobody = Account.NoMailbox(userId);
        Assert.True((await Erasing.Erase(userId, "operator")).Value);
        var before = await Row(userId);
        Assert.True((await shop.Profiles.GetForAdmin(userId)).Value is { Erased: true, Disabled: true, Email: null });
        Assert.Null((await shop.Profiles.GetForAdmin(boss.UserId)).Value.Erased);

        // An admin, whoever still holds a token or a link, and the operator at the command line; also by what stands in the place of the
        // address.
        Assert.Equal("account_erased", (await shop.Disable.Do(boss, userId, disabled: false)).Refused?.Code);
        Assert.Null((await shop.Disable.Do(boss, userId, disabled: true)).Refused);
        Assert.Equal(
            "account_erased",
            (await shop.Profiles.SetRoles(Shop.Owner, userId, new RolesBody(["customer", "admin"]))).Refused?.Code
        );
        Assert.Equal("account_erased", (await shop.Profiles.Patch(userId, new ProfilePatch("Wilhelmina"))).Refused?.Code);
        Assert.Equal(
            "account_erased",
            (await shop.Change.Do(caller, new PasswordBody("a quite different one", Shop.Password), string.Empty)).Refused?.Code
        );
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(link, "a quite different one"), string.Empty)).Refused?.Code);
        Assert.Equal("account_erased", (await shop.Admins.Reset(nobody, "a quite different one", enable: true)).Refused?.Code);
        Assert.Equal("account_erased", (await shop.Admins.Reset(nobody, null, enable: true)).Refused?.Code);
        Assert.Equal("user_not_found", (await shop.Admins.Reset(Email, null, enable: true)).Refused?.Code);
        Assert.Equal("validation_failed", (await shop.Admins.Create(nobody, "Boss", Shop.Password, promote: true)).Refused?.Code);
        Assert.Equal("validation_failed", (await shop.Forgot.Do(new ForgotBody(nobody), string.Empty)).Refused?.Code);
        Assert.Equal("validation_failed", (await shop.Register.Do(new RegisterBody(nobody, Shop.Password, "Wil"))).Refused?.Code);

        // The tables themselves: an account of the same id, and whatever comes to write past these ways.
        Assert.False(
            await shop.Database.Write(tx =>
                UserStore.Insert(tx, new Account(userId, "new@example.com", "Wil", ["admin"], null, [], "none", 0, 0, false))
            )
        );
        Assert.Equal(0, await shop.Database.Write(tx => UserStore.SetPassword(tx, userId, "x")));
        Assert.Equal(0, await shop.Database.Write(tx => UserStore.SetDisabled(tx, userId, null)));
        Assert.Equal(0, await shop.Database.Write(tx => UserStore.SetRoles(tx, userId, ["admin"], null, default)));
        Assert.Equal(0, await shop.Database.Write(tx => UserStore.SetProfile(tx, userId, "Wil", [], null)));
        Assert.Equal(before, await Row(userId));

        // The address is free, for an administrator too, and that is another account.
        Assert.True((await shop.Admins.Create(Email, "Wil", Shop.Password, promote: true)).Value.Made);
        Assert.Equal(before, await Row(userId));
    }

    [Fact]
    public async Task A_demo_account_that_was_erased_stays_so_when_the_demo_starts_again()
    {
        await shop.FirstAccounts(demo: true);
        Assert.True((await Erasing.Erase("demo-customer", "operator")).Value);
        var before = await Row("demo-customer");
        await shop.FirstAccounts(demo: false);
        await shop.FirstAccounts(demo: true);
        Assert.Equal(before, await Row("demo-customer"));
    }

    private async Task<string> Row(string userId) =>
        (
            await shop.Database.Read(sql =>
                sql.First(
                    "SELECT email, name, roles, addresses, password, disabled, disabled_by FROM users WHERE user_id = $1",
                    row =>
                        string.Join(
                            '|',
                            Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "-" : row.GetValue(i).ToString())
                        ),
                    userId
                )
            )
        )!;

    [Fact]
    public async Task Who_acts_for_a_vendor_and_the_last_admin_are_not_erased()
    {
        var vendor = (await shop.SignedIn("vendor@shop.example")).User.UserId;
        await shop.Database.Write(tx => UserStore.SetRoles(tx, vendor, ["customer", "vendor"], "v1", default));
        var admin = (await shop.Admins.Create("boss@shop.example", "Boss", Shop.Password, promote: false)).Value;
        var adminId = (await shop.Database.Read(sql => UserStore.ByEmail(sql, admin.Email)))!.UserId;
        Assert.Equal("vendor_account", (await Erasing.Find(vendor, null)).Refused?.Code);
        Assert.Equal("vendor_account", (await Erasing.Erase(vendor, "operator")).Refused?.Code);
        Assert.Equal("last_admin", (await Erasing.Find(null, "boss@shop.example")).Refused?.Code);
        Assert.Equal("last_admin", (await Erasing.Erase(adminId, "operator")).Refused?.Code);
        Assert.Equal(0, await shop.EventsOf(Topics.UserErased));

        Assert.Null((await shop.Admins.Create("second@shop.example", "Second", Shop.Password, promote: false)).Refused);
        Assert.True((await Erasing.Erase(adminId, "operator")).Value);
        await shop.Database.Write(tx => UserStore.SetRoles(tx, vendor, ["customer"], null, default));
        Assert.True((await Erasing.Erase(vendor, "operator")).Value);
        Assert.False((await Erasing.Erase("nobody", "operator")).Value);
    }

    [Fact]
    public async Task A_guest_whose_order_is_erased_is_told_once_and_the_token_ends()
    {
        var guest = "guest-" + Guid.NewGuid().ToString("D");
        await shop.Database.Write(async tx =>
        {
            await Erasing.EraseGuest(tx, new OrderErasure("o1", guest, 5, 3));
            await Erasing.EraseGuest(tx, new OrderErasure("o2", guest, 6, 3));
            await Erasing.EraseGuest(tx, new OrderErasure("o3", "an account", 6, 3));
            return true;
        });
        Assert.Equal(1, await shop.EventsOf(Topics.UserErased));
        Assert.True(await shop.Database.Read(sql => SessionStore.GuestEnded(sql, guest)));
    }
}
