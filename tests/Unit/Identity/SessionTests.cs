// Sessions: rotation, reuse, signing out, losing a role; all of it also after a restart.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SessionTests : IAsyncLifetime
{
    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_refresh_token_is_good_once_and_gives_the_next()
    {
        var first = await shop.SignedIn();
        var second = (await shop.Refresh.Do(new RefreshBody(first.RefreshToken))).Value;
        var third = (await shop.Refresh.Do(new RefreshBody(second.RefreshToken))).Value;
        Assert.Equal(shop.CallerOf(first.AccessToken).SessionId, shop.CallerOf(third.AccessToken).SessionId);
        Assert.Equal(3, new[] { first, second, third }.Select(s => s.RefreshToken).Distinct().Count());
    }

    [Fact]
    public async Task A_reused_refresh_token_ends_its_family_and_no_other()
    {
        var first = await shop.SignedIn();
        var elsewhere = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value;
        var second = (await shop.Refresh.Do(new RefreshBody(first.RefreshToken))).Value;
        Assert.Equal(TokenVerdict.Valid, shop.Verify(second.AccessToken));

        Assert.Equal("refresh_token_reused", (await shop.Refresh.Do(new RefreshBody(first.RefreshToken))).Refused!.Code);

        Assert.Equal(TokenVerdict.Invalid, shop.Verify(second.AccessToken));
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(first.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(second.RefreshToken))).Refused!.Code);
        Assert.Equal(TokenVerdict.Valid, shop.Verify(elsewhere.AccessToken));
        Assert.Null((await shop.Refresh.Do(new RefreshBody(elsewhere.RefreshToken))).Refused);
    }

    [Fact]
    public async Task Of_two_refreshes_at_once_one_wins_and_the_session_ends()
    {
        var first = await shop.SignedIn();
        var both = await Task.WhenAll(
            shop.Refresh.Do(new RefreshBody(first.RefreshToken)),
            shop.Refresh.Do(new RefreshBody(first.RefreshToken))
        );
        Assert.Single(both, r => r.Refused is null);
        Assert.Single(both, r => r.Refused?.Code == "refresh_token_reused");
    }

    [Fact]
    public async Task A_refresh_token_expires()
    {
        var first = await shop.SignedIn();
        shop.Clock.Advance(Limits.RefreshTokenLife);
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(first.RefreshToken))).Refused!.Code);
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody("made-up"))).Refused!.Code);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once_and_after_a_restart()
    {
        var mine = await shop.SignedIn();
        var elsewhere = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value;
        Assert.Null((await shop.SignOut.Do(shop.CallerOf(mine.AccessToken), null)).Refused);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Refused!.Code);

        await shop.Restart();
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Equal(TokenVerdict.Valid, shop.Verify(elsewhere.AccessToken));
    }

    [Fact]
    public async Task Signing_out_by_refresh_token_ends_its_session()
    {
        var mine = await shop.SignedIn();
        Assert.Null((await shop.SignOut.Do(null, new RefreshBody(mine.RefreshToken))).Refused);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        Assert.Null((await shop.SignOut.Do(null, new RefreshBody("made-up"))).Refused);
        Assert.Equal("token_missing", (await shop.SignOut.Do(null, null)).Refused!.Code);
    }

    [Fact]
    public async Task A_guest_signs_out_for_as_long_as_the_token_would_hold()
    {
        var guest = shop.Tokens.ForGuest(Guests.Id("0199a1b2-0000-7000-8000-000000000001")).Text;
        await shop.SignOut.Do(shop.CallerOf(guest), null);
        shop.Clock.Advance(TimeSpan.FromDays(29));
        await shop.Restart();
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(guest));
    }

    [Fact]
    public async Task Losing_a_role_ends_the_tokens_that_carry_it_and_the_next_refresh_is_without_it()
    {
        var mine = await shop.KnownSignedIn();
        await shop.Profiles.SetRoles(Shop.Owner, mine.User.UserId, new RolesBody(["customer", "vendor"], "vendor-2"));
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(mine.AccessToken));
        var vendor = (await shop.Refresh.Do(new RefreshBody(mine.RefreshToken))).Value;

        // The new token was made within the same second as the revocation, and holds.
        Assert.Equal("vendor-2", shop.CallerOf(vendor.AccessToken).VendorId);
        shop.Clock.Advance(TimeSpan.FromSeconds(2));

        await shop.Profiles.SetRoles(Shop.Owner, mine.User.UserId, new RolesBody(["customer"]));
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(vendor.AccessToken));
        var customer = (await shop.Refresh.Do(new RefreshBody(vendor.RefreshToken))).Value;
        Assert.False(shop.CallerOf(customer.AccessToken).Is(Role.Vendor));
        Assert.Null(shop.CallerOf(customer.AccessToken).VendorId);
    }

    [Fact]
    public async Task Tokens_made_between_two_changes_of_one_second_end_with_the_second()
    {
        var mine = await shop.KnownSignedIn();
        var (access, refresh) = (mine.AccessToken, mine.RefreshToken);
        for (var change = 0; change < 4; change++)
        {
            await shop.Profiles.SetRoles(Shop.Owner, mine.User.UserId, new RolesBody(["customer", "vendor"], $"vendor-{change}"));
            Assert.Equal(TokenVerdict.Invalid, shop.Verify(access));
            var next = (await shop.Refresh.Do(new RefreshBody(refresh))).Value;
            (access, refresh) = (next.AccessToken, next.RefreshToken);
            Assert.Equal($"vendor-{change}", shop.CallerOf(access).VendorId);
        }
    }

    [Theory]
    [InlineData("vendor", null)]
    [InlineData("customer", "vendor-1")]
    [InlineData("guest", null)]
    [InlineData("root", null)]
    [InlineData("customer,customer", null)]
    [InlineData("", null)]
    public async Task A_bad_set_of_roles_is_refused(string roles, string? vendorId)
    {
        var user = await shop.Someone();
        var outcome = await shop.Profiles.SetRoles(
            Shop.Owner,
            user.UserId,
            new RolesBody(roles.Split(',', StringSplitOptions.RemoveEmptyEntries), vendorId)
        );
        Assert.Equal("validation_failed", outcome.Refused!.Code);
        Assert.Equal(["customer"], (await shop.Profiles.Get(user.UserId)).Value.Roles);
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        var (one, two) = (await shop.Known(), await shop.Known("other@example.com"));
        await shop.Profiles.SetRoles(Shop.Owner, one.UserId, new RolesBody(["customer", "admin"]));
        Assert.Equal("last_admin", (await shop.Profiles.SetRoles(Shop.Owner, one.UserId, new RolesBody(["customer"]))).Refused!.Code);
        await shop.Profiles.SetRoles(Shop.Owner, two.UserId, new RolesBody(["admin"]));
        Assert.Null((await shop.Profiles.SetRoles(Shop.Owner, one.UserId, new RolesBody(["customer"]))).Refused);
        Assert.Equal("user_not_found", (await shop.Profiles.SetRoles(Shop.Owner, "nobody", new RolesBody(["customer"]))).Refused!.Code);
    }

    [Fact]
    public async Task A_profile_is_changed_where_the_patch_names_it()
    {
        var user = await shop.Someone();
        var (home, work) = (
            new PostalAddress("Casey", "1 Home", "Bonn", "DE", "53111"),
            new PostalAddress("Casey", "2 Work", "Bonn", "DE", "53113")
        );
        await shop.Profiles.Patch(user.UserId, new ProfilePatch(Addresses: [home, work]));
        var changed = (await shop.Profiles.Patch(user.UserId, new ProfilePatch(Name: "C."))).Value;
        Assert.Equal(("C.", home, 2), (changed.Name, changed.Address, changed.Addresses.Count));
        changed = (await shop.Profiles.Patch(user.UserId, new ProfilePatch(Address: work))).Value;
        Assert.Equal([work, work], changed.Addresses);
        Assert.Equal("2 Work", (await shop.Contract.GetUser(new GetUserRequest { UserId = user.UserId }, default)).Value.Address.Line1);
        Assert.Equal(
            "validation_failed",
            (await shop.Profiles.Patch(user.UserId, new ProfilePatch(Address: home with { Country = "Germany" }))).Refused!.Code
        );
    }

    [Fact]
    public async Task Users_are_listed_newest_first_page_by_page_and_searched()
    {
        for (var i = 0; i < 5; i++)
        {
            shop.Clock.Advance(TimeSpan.FromSeconds(1));
            await shop.FirstAccount(i);
        }

        var first = (await shop.Profiles.List(PageRequest.Of(shop.Seals, 2), null)).Value;
        Assert.Equal(["u4@example.com", "u3@example.com"], first.Items.Select(p => p.Email));
        var second = (await shop.Profiles.List(PageRequest.Of(shop.Seals, 10, first.NextCursor), null)).Value;
        Assert.Equal(["u2@example.com", "u1@example.com", "u0@example.com"], second.Items.Select(p => p.Email));
        Assert.Null(second.NextCursor);
        Assert.Equal("invalid_cursor", (await shop.Profiles.List(PageRequest.Of(shop.Seals, 10, first.NextCursor), "u")).Refused!.Code);
        Assert.Equal(["u3@example.com"], (await shop.Profiles.List(PageRequest.Of(shop.Seals), "USER 3")).Value.Items.Select(p => p.Email));
        Assert.Empty((await shop.Profiles.List(PageRequest.Of(shop.Seals), "%")).Value.Items);
        Assert.Empty((await shop.Profiles.List(PageRequest.Of(shop.Seals), "' OR 1=1 --")).Value.Items);
    }

    [Fact]
    public async Task A_guest_has_a_profile_and_a_made_up_id_has_none()
    {
        var guest = (
            await shop.Contract.GetUser(new GetUserRequest { UserId = "guest-0199a1b2-0000-7000-8000-000000000001" }, default)
        ).Value;
        Assert.Equal((string.Empty, "guest"), (guest.Email, Assert.Single(guest.Roles)));
        foreach (var id in new[] { "guest-", "guest-x", "nobody", string.Empty })
        {
            Assert.Equal("user_not_found", (await shop.Contract.GetUser(new GetUserRequest { UserId = id }, default)).Refused!.Code);
        }
    }

    [Fact]
    public async Task Revocations_are_told_after_a_number_and_forgotten_with_the_tokens()
    {
        var mine = await shop.SignedIn();
        await shop.SignOut.Do(shop.CallerOf(mine.AccessToken), null);
        var told = (await shop.Contract.GetRevocations(new GetRevocationsRequest(), default)).Value.Revocations_;
        var one = Assert.Single(told);
        Assert.Empty((await shop.Contract.GetRevocations(new GetRevocationsRequest { After = one.Number }, default)).Value.Revocations_);
        shop.Clock.Advance(Limits.AccessTokenLife);
        Assert.Empty((await shop.Contract.GetRevocations(new GetRevocationsRequest(), default)).Value.Revocations_);
    }

    [Fact]
    public async Task A_question_that_waits_is_answered_by_the_sign_out_and_by_nothing_else()
    {
        var mine = await shop.SignedIn();
        var heard = (await shop.Contract.GetRevocations(new GetRevocationsRequest(), default)).Value.State;
        var held = shop.Contract.GetRevocations(new GetRevocationsRequest { Heard = heard, WaitMilliseconds = 4_000 }, default).AsTask();
        Assert.False(held.IsCompleted);
        await shop.SignOut.Do(shop.CallerOf(mine.AccessToken), null);
        var told = (await held).Value;
        Assert.Single(told.Revocations_);
        Assert.NotEqual(heard, told.State);

        // Without news it is over when the wait is, and whoever has not heard the state is told at once.
        held = shop.Contract.GetRevocations(new GetRevocationsRequest { Heard = told.State, WaitMilliseconds = 4_000 }, default).AsTask();
        Assert.False(held.IsCompleted);
        shop.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(told.State, (await held).Value.State);
        Assert.Single(
            (await shop.Contract.GetRevocations(new GetRevocationsRequest { Heard = heard, WaitMilliseconds = 4_000 }, default))
                .Value
                .Revocations_
        );

        // A process that stops lets go of those who wait.
        held = shop.Contract.GetRevocations(new GetRevocationsRequest { Heard = told.State, WaitMilliseconds = 4_000 }, default).AsTask();
        shop.Revocations.Close();
        await held;
    }

    [Fact]
    public async Task Forgetting_takes_what_has_expired_and_nothing_else()
    {
        var old = await shop.SignedIn();
        shop.Clock.Advance(TimeSpan.FromDays(20));
        var young = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Value;
        shop.Clock.Advance(TimeSpan.FromDays(11));
        await Forget.Old(shop.Database, typeof(IdentityModule), shop.Clock);
        Assert.Equal(1, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM sessions")));
        Assert.Equal(1, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM refresh_tokens")));
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(old.RefreshToken))).Refused!.Code);
        Assert.Null((await shop.Refresh.Do(new RefreshBody(young.RefreshToken))).Refused);
    }
}
