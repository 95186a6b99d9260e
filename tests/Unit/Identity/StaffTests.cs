// Staff: who may give what to whom, what a change does to tokens and sessions, and what is remembered of it.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class StaffTests : IAsyncLifetime
{
    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task Permissions_hold_with_the_next_token_and_end_with_the_present_one()
    {
        var mine = await shop.KnownSignedIn();
        Assert.Equal(0, shop.CallerOf(mine.AccessToken).Permissions.Count);

        var given = (await shop.Staff.Set(Shop.Owner, mine.User.UserId, new(["orders.view", "orders.refund"]), 0)).Value;
        Assert.Equal(["customer", "staff"], given.Roles);
        Assert.Equal(1, given.Version);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        var staff = (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value;
        var caller = shop.CallerOf(staff.AccessToken);
        Assert.True(caller.May(Permission.OrdersRefund));
        Assert.False(caller.May(Permission.OrdersEdit));
        Assert.Equal(["orders.view", "orders.refund"], staff.User.Permissions);

        // Each change ends what was issued before, also within one second, and an empty list ends that somebody is staff.
        await shop.Staff.Set(Shop.Owner, mine.User.UserId, new(["orders.view"]), 1);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(staff.AccessToken));
        await shop.Staff.Set(Shop.Owner, mine.User.UserId, new([], 2), null);
        var customer = (await shop.Refresh.Do(new RefreshBody(staff.RefreshToken))).Value;
        Assert.Equal(["customer"], customer.User.Roles);
        Assert.Null(customer.User.Permissions);
        Assert.False(shop.CallerOf(customer.AccessToken).May(Permission.OrdersView));
    }

    [Fact]
    public async Task Of_two_who_change_one_at_once_the_second_reads_again()
    {
        var user = await shop.Known();
        await shop.Staff.Set(Shop.Owner, user.UserId, new(["orders.view"]), 0);
        var late = await shop.Staff.Set(Shop.Owner, user.UserId, new(["stock.view"]), 0);
        Assert.Equal("version_mismatch", late.Refused!.Code);
        Assert.Equal(["orders.view"], (await shop.Staff.Get(user.UserId)).Value.Permissions);

        // The same again changes nothing, and no version rises for it.
        Assert.Equal(1, (await shop.Staff.Set(Shop.Owner, user.UserId, new(["orders.view"]), 1)).Value.Version);
    }

    [Fact]
    public async Task Nobody_gives_takes_or_changes_more_than_he_may_do_himself()
    {
        var lead = await Staff("lead@example.com", Permission.StaffEdit, Permission.OrdersView, Permission.OrdersEdit);
        var (other, strong) = (await shop.Known("other@example.com"), await shop.Known("strong@example.com"));
        var owner = await shop.Known("owner@example.com");
        await shop.Staff.Set(Shop.Owner, strong.UserId, new(["payouts.approve"]), null);
        await shop.Profiles.SetRoles(Shop.Owner, owner.UserId, new RolesBody(["customer", "admin"]));

        Assert.Equal(["orders.edit"], (await shop.Staff.Set(lead, other.UserId, new(["orders.edit"]), null)).Value.Permissions);
        var beyond = (await shop.Staff.Set(lead, other.UserId, new(["orders.edit", "orders.refund"]), null)).Refused!;
        Assert.Equal("permission_beyond_yours", beyond.Code);
        Assert.Equal("""["orders.refund"]""", beyond.Facts!["permissions"]!.ToJsonString());
        Assert.Equal("permission_beyond_yours", (await shop.Staff.Set(lead, strong.UserId, new([]), null)).Refused!.Code);
        Assert.Equal("own_permissions", (await shop.Staff.Set(lead, lead.UserId, new(["orders.view"]), null)).Refused!.Code);
        Assert.Equal("owner_only", (await shop.Staff.Set(lead, owner.UserId, new([]), null)).Refused!.Code);
        Assert.Equal("owner_has_all", (await shop.Staff.Set(Shop.Owner, owner.UserId, new(["orders.view"]), null)).Refused!.Code);

        Assert.Equal("owner_only", (await shop.Profiles.SetRoles(lead, other.UserId, new RolesBody(["admin"]))).Refused!.Code);
        Assert.Equal("owner_only", (await shop.Profiles.SetRoles(lead, owner.UserId, new RolesBody(["customer"]))).Refused!.Code);
        Assert.Equal("own_permissions", (await shop.Profiles.SetRoles(lead, lead.UserId, new RolesBody(["customer"]))).Refused!.Code);
        var sells = await shop.Profiles.SetRoles(lead, other.UserId, new RolesBody(["customer", "vendor"], "vendor-1"));
        Assert.Equal("permission_missing", sells.Refused!.Code);
        Assert.Equal("owner_only", (await shop.Disable.Do(lead, owner.UserId, disabled: true)).Refused!.Code);
        Assert.Equal("permission_beyond_yours", (await shop.Disable.Do(lead, strong.UserId, disabled: true)).Refused!.Code);
        Assert.Equal("owner_only", (await shop.Care.SignOut(lead, owner.UserId)).Refused!.Code);
        Assert.Equal("owner_only", (await Erasing(owner.UserId, lead.UserId)).Refused!.Code);
        Assert.Equal("permission_beyond_yours", (await Erasing(strong.UserId, lead.UserId)).Refused!.Code);
    }

    [Fact]
    public async Task What_was_taken_from_somebody_is_not_given_by_an_older_token()
    {
        var lead = await Staff("lead@example.com", Permission.StaffEdit, Permission.OrdersRefund);
        var other = await shop.Known("other@example.com");
        await shop.Staff.Set(Shop.Owner, lead.UserId, new(["staff.edit"]), null);
        var late = await shop.Staff.Set(lead, other.UserId, new(["orders.refund"]), null);
        Assert.Equal("permission_beyond_yours", late.Refused!.Code);
    }

    [Theory]
    [InlineData("orders.all")]
    [InlineData("orders.view,orders.view")]
    [InlineData("ORDERS.VIEW")]
    public async Task What_is_no_list_of_permissions_is_refused(string names)
    {
        var user = await shop.Known();
        Assert.Equal("validation_failed", (await shop.Staff.Set(Shop.Owner, user.UserId, new(names.Split(',')), null)).Refused!.Code);
        Assert.Equal(["customer"], (await shop.Profiles.Get(user.UserId)).Value.Roles);
        Assert.Equal("user_not_found", (await shop.Staff.Set(Shop.Owner, "nobody", new(["orders.view"]), null)).Refused!.Code);
    }

    [Fact]
    public async Task Staff_are_made_by_permissions_and_lose_them_with_the_role()
    {
        var user = await shop.Known();
        var asked = await shop.Profiles.SetRoles(Shop.Owner, user.UserId, new RolesBody(["customer", "staff"]));
        Assert.Equal("validation_failed", asked.Refused!.Code);
        await shop.Staff.Set(Shop.Owner, user.UserId, new(["orders.view"]), null);
        Assert.Equal(["orders.view"], (await shop.Profiles.SetRoles(Shop.Owner, user.UserId, new RolesBody(["staff"]))).Value.Permissions);
        await shop.Profiles.SetRoles(Shop.Owner, user.UserId, new RolesBody(["customer"]));
        Assert.Empty((await shop.Staff.Get(user.UserId)).Value.Permissions);
        Assert.Empty((await shop.Staff.List(PageRequest.Of(shop.Seals))).Value.Items);
        var changes = (await shop.Staff.Changes(user.UserId, PageRequest.Of(shop.Seals))).Value.Items;
        Assert.Equal(3, changes.Count);
        Assert.Equal(["orders.view"], changes[0].Taken);
        Assert.Equal("owner", changes[0].By);
        Assert.Equal(["orders.view"], changes[2].Given);
    }

    [Fact]
    public async Task An_invitation_makes_an_account_and_its_link_opens_it()
    {
        var made = (await shop.Staff.Invite(Shop.Owner, new("Sam@Example.com", "Sam", Preset: "support"))).Value;
        Assert.Equal(("sam@example.com", "support", true), (made.Email, made.Preset, made.Invited));
        var link = Assert.Single(await shop.LinksOf("staff_invitation"));
        Assert.Null((await shop.Reset.Do(new ResetBody(Shop.TokenOf(link), Shop.Password), "n")).Refused);

        var signedIn = (await shop.SignIn.Do(new SignInBody("sam@example.com", Shop.Password), "n", default)).Value;
        Assert.Equal(Permissions.Presets.Single(one => one.Name == "support").Permissions, shop.CallerOf(signedIn.AccessToken).Permissions);
        Assert.False((await shop.Staff.Get(made.UserId)).Value.Invited);
        var again = await shop.Staff.Invite(Shop.Owner, new("sam@example.com", "Sam", ["orders.view"]));
        Assert.Equal(("already_staff", made.UserId), (again.Refused!.Code, (string?)again.Refused.Facts!["user_id"]));
    }

    [Fact]
    public async Task Whoever_registered_the_address_of_another_is_not_invited_in_his_place()
    {
        var thief = await shop.SignedIn();
        var made = (await shop.Staff.Invite(Shop.Owner, new(thief.User.Email!, "Sam", ["orders.view"]))).Value;
        Assert.Equal(thief.User.UserId, made.UserId);
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(thief.RefreshToken))).Refused!.Code);
        var signIn = await shop.SignIn.Do(new SignInBody(thief.User.Email!, Shop.Password), "n", default);
        Assert.Equal("credentials_invalid", signIn.Refused!.Code);
        Assert.Contains("/reset-password?token=", Assert.Single(await shop.LinksOf("staff_invitation")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_begins_to_work_for_the_shop_before_the_address_is_shown_to_be_his()
    {
        var thief = await shop.SignedIn();
        var (userId, email) = (thief.User.UserId, thief.User.Email!);
        Assert.Equal("email_unconfirmed", (await shop.Staff.Set(Shop.Owner, userId, new(["orders.view"]), null)).Refused!.Code);
        foreach (var roles in new RolesBody[] { new(["customer", "admin"]), new(["customer", "vendor"], "vendor-1") })
        {
            Assert.Equal("email_unconfirmed", (await shop.Profiles.SetRoles(Shop.Owner, userId, roles)).Refused!.Code);
        }

        Assert.Equal("email_unconfirmed", (await shop.Admins.Create(email, "Sam", null, promote: true)).Refused!.Code);
        Assert.Equal(["customer"], (await shop.Profiles.Get(userId)).Value.Roles);
        Assert.Null((await shop.Profiles.SetRoles(Shop.Owner, userId, new RolesBody(["customer"]))).Refused);

        // A link for a new password goes to the address, and whoever opens it has shown what was missing.
        var link = (await shop.Admins.Reset(email, null, enable: false)).Value.Link!;
        Assert.Null((await shop.Reset.Do(new ResetBody(Shop.TokenOf(link), "a quite different one"), "n")).Refused);
        Assert.True((await shop.Profiles.Get(userId)).Value.EmailVerified);
        Assert.Equal(1, await shop.EventsOf(Topics.UserEmailVerified));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(thief.RefreshToken))).Refused!.Code);
        Assert.Null((await shop.Admins.Create(email, "Sam", null, promote: true)).Refused);
        Assert.Contains("admin", (await shop.Profiles.Get(userId)).Value.Roles);
    }

    [Fact]
    public async Task An_address_that_its_owner_may_get_back_is_nobody_elses_by_an_invitation()
    {
        var mine = shop.CallerOf((await shop.KnownSignedIn()).AccessToken);
        Assert.Null((await shop.Emails.Change(mine, new EmailBody("other@example.com", Shop.Password), "n")).Refused);
        var token = Shop.TokenOf((await shop.LinksOf("email_change"))[0]);
        Assert.Null((await shop.Confirm.Verify(mine, new(token), "n")).Refused);
        Assert.Equal("email_taken", (await shop.Staff.Invite(Shop.Owner, new("Casey@Example.com", "C", ["orders.view"]))).Refused!.Code);
        shop.Clock.Advance(Limits.StopLinkLife);
        Assert.Null((await shop.Staff.Invite(Shop.Owner, new("casey@example.com", "C", ["orders.view"]))).Refused);
    }

    [Fact]
    public async Task Whoever_was_shut_gives_nothing_whatever_the_token_says()
    {
        var lead = await Staff("lead@example.com", Permission.StaffEdit, Permission.OrdersView);
        var other = await shop.Known("other@example.com");
        Assert.Null((await shop.Disable.Do(Shop.Owner, lead.UserId, disabled: true)).Refused);
        Assert.Equal("permission_beyond_yours", (await shop.Staff.Set(lead, other.UserId, new(["orders.view"]), null)).Refused!.Code);
        var invited = await shop.Staff.Invite(lead, new("new@example.com", "N", ["orders.view"]));
        Assert.Equal("permission_beyond_yours", invited.Refused!.Code);
    }

    [Fact]
    public async Task The_file_of_whoever_works_for_the_shop_is_not_for_everybody_who_saves_files()
    {
        var support = await Staff("support@example.com", Permission.PersonsExport);
        var (customer, owner) = (await shop.Known("other@example.com"), await shop.Known("owner@example.com"));
        Assert.Null((await shop.Profiles.SetRoles(Shop.Owner, owner.UserId, new RolesBody(["customer", "admin"]))).Refused);
        var records = new PersonAccounts(shop.Database);
        async Task<string?> File(PersonRecordsRequest ask) => (await records.GetRecords(ask, default)).Refused?.Code;

        Assert.Equal("owner_only", await File(new() { By = support.UserId, UserIds = { owner.UserId } }));
        Assert.Equal("owner_only", await File(new() { By = support.UserId, Email = "owner@example.com" }));
        Assert.Null(await File(new() { By = support.UserId, UserIds = { customer.UserId } }));
        Assert.Null(await File(new() { By = support.UserId, UserIds = { support.UserId } }));
        Assert.Null(await File(new() { By = owner.UserId, UserIds = { support.UserId } }));
        Assert.Null(await File(new() { UserIds = { owner.UserId } }));
    }

    [Fact]
    public async Task A_link_of_an_invitation_outlives_a_weekend_and_not_a_week()
    {
        await shop.Staff.Invite(Shop.Owner, new("sam@example.com", "Sam", ["orders.view"]));
        var link = Shop.TokenOf(Assert.Single(await shop.LinksOf("staff_invitation")));
        shop.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("link_invalid", (await shop.Reset.Do(new ResetBody(link, Shop.Password), "n")).Refused!.Code);

        // Invited once more, by a mail that comes anew; the link before is void whatever its age.
        await shop.Staff.Invite(Shop.Owner, new("sam@example.com", "Sam", ["orders.view"]));
        shop.Clock.Advance(TimeSpan.FromDays(3));
        var next = Shop.TokenOf((await shop.LinksOf("staff_invitation"))[^1]);
        Assert.Null((await shop.Reset.Do(new ResetBody(next, Shop.Password), "n")).Refused);
    }

    [Fact]
    public async Task Only_an_owner_invites_an_owner_and_nobody_invites_beyond_himself()
    {
        var lead = await Staff("lead@example.com", Permission.StaffEdit, Permission.OrdersView);
        Assert.Equal("owner_only", (await shop.Staff.Invite(lead, new("a@example.com", "A", Preset: "owner"))).Refused!.Code);
        Assert.Equal(
            "permission_beyond_yours",
            (await shop.Staff.Invite(lead, new("a@example.com", "A", Preset: "support"))).Refused!.Code
        );
        Assert.Empty(await shop.LinksOf("staff_invitation"));
        var owner = (await shop.Staff.Invite(Shop.Owner, new("a@example.com", "A", Preset: "owner"))).Value;
        Assert.Equal(["customer", "admin"], owner.Roles);
        Assert.Equal("owner", owner.Preset);
        Assert.Equal("validation_failed", (await shop.Staff.Invite(Shop.Owner, new("b@example.com", "B"))).Refused!.Code);
    }

    [Fact]
    public async Task Staff_set_up_a_second_factor_where_the_shop_asks_for_it()
    {
        var before = await shop.KnownSignedIn();
        await shop.Staff.Set(Shop.Owner, before.User.UserId, new(["orders.view"]), null);
        shop.Settings = new IdentitySettings(StaffSecondFactor: true);
        await shop.Restart();
        Assert.Equal("second_factor_setup_required", (await shop.Refresh.Do(new RefreshBody(before.RefreshToken))).Refused!.Code);
        var signIn = await shop.SignIn.Do(new SignInBody(before.User.Email!, Shop.Password), "n", default);
        Assert.Equal("second_factor_setup_required", signIn.Refused!.Code);
    }

    [Fact]
    public async Task Staff_take_care_of_a_customer()
    {
        var mine = await shop.KnownSignedIn();
        var author = await Staff("ada@example.com", Permission.CustomersEdit);
        Assert.Null((await shop.Care.SignOut(author, mine.User.UserId)).Refused);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Refused!.Code);

        for (var mail = 0; mail < SendResetLinks.MailboxRequestsMax; mail++)
        {
            Assert.Null((await shop.Care.SendLink(mine.User.UserId)).Refused);
        }

        Assert.Equal("too_many_mails", (await shop.Care.SendLink(mine.User.UserId)).Refused!.Code);
        Assert.Equal(SendResetLinks.MailboxRequestsMax, (await shop.LinksOf("password_reset")).Count);
        Assert.Equal("user_not_found", (await shop.Care.SendLink("nobody")).Refused!.Code);
    }

    [Fact]
    public async Task Notes_have_an_author_and_go_with_the_person()
    {
        var user = await shop.Known();
        var author = await Staff("ada@example.com", Permission.CustomersEdit);
        var note = (await shop.Care.Write(author, user.UserId, new("Call before delivery.\nSecond line."))).Value;
        Assert.Equal((author.UserId, "Casey"), (note.AuthorId, note.Author));
        var second = (await shop.Care.Write(author, user.UserId, new("Again."))).Value;
        Assert.Equal([second.NoteId, note.NoteId], (await Notes(user.UserId)).Select(one => one.NoteId));
        Assert.Equal("note_not_found", (await shop.Care.Remove("another", second.NoteId)).Refused!.Code);
        await shop.Care.Remove(user.UserId, second.NoteId);
        Assert.Equal("Call before delivery.\nSecond line.", Assert.Single(await Notes(user.UserId)).Text);
        Assert.Equal("validation_failed", (await shop.Care.Write(author, user.UserId, new(" "))).Refused!.Code);
        Assert.Equal("user_not_found", (await shop.Care.Write(author, "nobody", new("A"))).Refused!.Code);

        var file = (await new PersonAccounts(shop.Database).GetRecords(new() { UserIds = { user.UserId } }, default)).Value;
        Assert.Contains(
            "Call before delivery.",
            Assert.Single(file.Records, record => record.Kind == "customer_note").Json,
            StringComparison.Ordinal
        );
        Assert.Null((await Erasing(user.UserId, "owner")).Refused);
        Assert.Empty(await Notes(user.UserId));
        Assert.Equal("account_erased", (await shop.Care.Write(author, user.UserId, new("A"))).Refused!.Code);
        Assert.Equal("account_erased", (await shop.Staff.Set(Shop.Owner, user.UserId, new(["orders.view"]), null)).Refused!.Code);
    }

    private async Task<Outcome<EraseAccountReply>> Erasing(string userId, string by) =>
        await shop.Contract.EraseAccount(new() { UserId = userId, By = by }, default);

    private async Task<IReadOnlyList<NoteBody>> Notes(string userId) =>
        (await shop.Care.Notes(userId, PageRequest.Of(shop.Seals))).Value.Items;

    private async Task<Caller> Staff(string email, params Permission[] permissions)
    {
        var user = await shop.Known(email);
        var set = PermissionSet.Of(permissions);
        await shop.Staff.Set(Shop.Owner, user.UserId, new(set.Names), null);
        return new Caller(user.UserId, "session", [Role.Customer, Role.Staff], permissions: set);
    }
}
