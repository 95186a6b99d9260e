// Signing in: equal answers, the lock-out and who escapes it, and the guest's cart.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SignInTests : IAsyncLifetime
{
    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    [Fact]
    public async Task A_registered_shopper_signs_in_whatever_the_capitals()
    {
        await shop.Someone(" Casey@Example.com ");
        var signedIn = (await shop.SignIn.Do(new SignInBody("cASEY@example.COM", Shop.Password), string.Empty, default)).Value;
        var caller = shop.CallerOf(signedIn.AccessToken);
        Assert.Equal((signedIn.User.UserId, "casey@example.com", true), (caller.UserId, caller.Email, caller.Is(Role.Customer)));
        Assert.Equal((1L, 1L), (await shop.EventsOf(Topics.UserRegistered), await shop.EventsOf(Topics.UserSignedIn)));
    }

    [Fact]
    public async Task An_address_registers_once()
    {
        await shop.Someone();
        var refused = (await shop.Register.Do(new RegisterBody("CASEY@example.com", "another password", "Other"))).Refused!;
        Assert.Equal((RefusalKind.Conflict, "email_taken"), (refused.Kind, refused.Code));
        Assert.Equal(1, await shop.EventsOf(Topics.UserRegistered));
    }

    [Theory]
    [InlineData("casey@example.com", "123456789", "Casey", "password")]
    [InlineData("casey", "correct horse", "Casey", "email")]
    [InlineData("casey@example.com", "casey@example.com", "Casey", "password")]
    [InlineData("casey@example.com", "correct horse", " ", "name")]
    public async Task A_bad_registration_is_refused_by_field(string email, string password, string name, string field)
    {
        var refused = (await shop.Register.Do(new RegisterBody(email, password, name))).Refused!;
        Assert.Equal("validation_failed", refused.Code);
        Assert.True(refused.Facts!["errors"]!.AsObject().ContainsKey(field));
    }

    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_alike_to_the_lock_out_and_beyond()
    {
        await shop.Someone();
        for (var i = 0; i < 7; i++)
        {
            var known = (await shop.SignIn.Do(new SignInBody("casey@example.com", "wrong password"), string.Empty, default)).Refused!;
            var unknown = (await shop.SignIn.Do(new SignInBody("nobody@example.com", "wrong password"), string.Empty, default)).Refused!;
            Assert.Equal(known, unknown);
            Assert.Equal(i < 5 ? "credentials_invalid" : "too_many_attempts", known.Code);
        }
    }

    [Fact]
    public async Task Of_many_guesses_at_once_only_five_reach_the_hash()
    {
        await shop.Someone();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 25)
                .Select(_ => shop.SignIn.Do(new SignInBody("casey@example.com", "wrong password"), string.Empty, default))
        );
        Assert.Equal(5, answers.Count(a => a.Refused!.Code == "credentials_invalid"));
        Assert.Equal(20, answers.Count(a => a.Refused!.Code == "too_many_attempts"));
    }

    [Fact]
    public async Task A_known_device_signs_in_while_others_guess()
    {
        var before = await shop.SignedIn();
        for (var i = 0; i < 6; i++)
        {
            await shop.SignIn.Do(new SignInBody("casey@example.com", "wrong password"), string.Empty, default);
        }

        Assert.Equal(
            "too_many_attempts",
            (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused!.Code
        );
        Assert.Null(
            (
                await shop.SignIn.Do(
                    new SignInBody("casey@example.com", Shop.Password, DeviceToken: before.DeviceToken),
                    string.Empty,
                    default
                )
            ).Refused
        );

        // A device is known for its own account only, and a made-up one for none.
        var other = await shop.SignedIn("other@example.com");
        foreach (var token in new[] { other.DeviceToken, "made-up", shop.Seals.Encode("another purpose", before.User.UserId, "x") })
        {
            Assert.Equal(
                "too_many_attempts",
                (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, DeviceToken: token), string.Empty, default))
                    .Refused!
                    .Code
            );
        }
    }

    [Fact]
    public async Task A_flood_of_wrong_sign_ins_keeps_out_no_known_device_and_no_account_from_its_own_network()
    {
        var devices = new List<SignedIn>();
        for (var i = 0; i < 8; i++)
        {
            devices.Add(await shop.SignedIn($"known{i}@example.com"));
            await shop.Someone($"home{i}@example.com");
            await shop.SignIn.Do(new SignInBody($"home{i}@example.com", Shop.Password), $"home{i}", default);
        }

        // The hash is as slow as can be: it stands still until everybody has asked.
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var held = shop.Lane.Enter(() =>
        {
            begun.Set();
            return gate.Wait(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        });
        begun.Wait(TestContext.Current.CancellationToken);
        var flood = Enumerable
            .Range(0, 300)
            .Select(i => shop.SignIn.Do(new SignInBody($"nobody{i}@example.com", "wrong password"), $"net{i % 6}", default))
            .ToList();
        // Looked at once a turn: whoever is told between two looks would be waited for no more, and those who hold a place never end.
        var waiting = flood;
        while (waiting.Count > Limits.PasswordLaneWaitersMax)
        {
            await Task.WhenAny(waiting);
            waiting = [.. waiting.Where(wrong => !wrong.IsCompleted)];
        }

        Assert.All(flood.Where(wrong => wrong.IsCompleted), wrong => Assert.Equal("sign_in_busy", wrong.Result.Refused!.Code));
        Assert.Equal(
            "sign_in_busy",
            (await shop.SignIn.Do(new SignInBody("known0@example.com", Shop.Password), "elsewhere", default)).Refused!.Code
        );

        var honest = devices
            .Select(
                (device, i) =>
                    shop.SignIn.Do(
                        new SignInBody($"known{i}@example.com", Shop.Password, DeviceToken: device.DeviceToken),
                        "elsewhere",
                        default
                    )
            )
            .Concat(
                Enumerable
                    .Range(0, 8)
                    .Select(i => shop.SignIn.Do(new SignInBody($"home{i}@example.com", Shop.Password), $"home{i}", default))
            )
            .ToList();
        gate.Set();
        Assert.All(await Task.WhenAll(honest), one => Assert.Null(one.Refused));
        await held;
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task The_lock_opens_with_time_and_survives_a_restart()
    {
        await shop.Someone();
        for (var i = 0; i < 5; i++)
        {
            await shop.SignIn.Do(new SignInBody("casey@example.com", "wrong password"), string.Empty, default);
        }

        await shop.Restart();
        Assert.Equal(
            "too_many_attempts",
            (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused!.Code
        );
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password), string.Empty, default)).Refused);
    }

    [Fact]
    public void Fewer_than_a_hundred_guesses_an_hour_reach_the_hash()
    {
        var (tries, reached) = (default(Tries), 0);
        for (long ms = 0; ms < 3_600_000; ms += 250)
        {
            if (LockOut.Try(tries, ms).Is(out var next, out _))
            {
                (tries, reached) = (next, reached + 1);
            }
        }

        Assert.InRange(reached, 10, 100);
    }

    [Fact]
    public async Task A_guest_brings_the_cart_along()
    {
        await shop.Someone();
        var guest = shop.Tokens.ForGuest(Guests.Id("0199a1b2-0000-7000-8000-000000000001"));
        var signedIn = (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, guest.Text), string.Empty, default)).Value;
        Assert.Equal("merged", signedIn.Merge!.Status);
        Assert.Equal(new MergeLine("1", 2, 1, 3, "summed", null), Assert.Single(signedIn.Merge.Lines));
        var merge = Assert.Single(shop.Carts.Merges);
        Assert.Equal(("guest-0199a1b2-0000-7000-8000-000000000001", signedIn.User.UserId), (merge.GuestId, merge.UserId));
        Assert.Contains(
            "guest-0199a1b2",
            await shop.Database.Read(sql =>
                sql.First("SELECT data FROM outbox WHERE topic = $1", row => row.GetString(0), Topics.UserSignedIn)
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_customers_token_is_no_guest_token()
    {
        var other = await shop.SignedIn("other@example.com");
        await shop.Someone();
        foreach (var token in new[] { other.AccessToken, "x.y.z", string.Empty })
        {
            Assert.Equal(
                "guest_token_invalid",
                (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, token), string.Empty, default)).Value.Merge!.Status
            );
        }

        Assert.Empty(shop.Carts.Merges);
    }

    [Fact]
    public async Task Carts_that_fail_or_hang_do_not_hold_up_the_sign_in()
    {
        await shop.Someone();
        var guest = shop.Tokens.ForGuest(Guests.Id("0199a1b2-0000-7000-8000-000000000001")).Text;
        shop.Carts.Answer = () => throw new InvalidOperationException("down");
        Assert.Equal(
            "later",
            (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, guest), string.Empty, default)).Value.Merge!.Status
        );
        shop.Carts.Answer = () => Task.FromResult<Outcome<MergeReply>>(Refusal.Unavailable("carts_busy", "Busy."));
        Assert.Equal(
            "later",
            (await shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, guest), string.Empty, default)).Value.Merge!.Status
        );

        var (asked, never) = (new TaskCompletionSource(), new TaskCompletionSource<Outcome<MergeReply>>());
        shop.Carts.Answer = () =>
        {
            asked.SetResult();
            return never.Task;
        };
        var signIn = shop.SignIn.Do(new SignInBody("casey@example.com", Shop.Password, guest), string.Empty, default);
        await asked.Task;
        shop.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("later", (await signIn.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Value.Merge!.Status);
    }

    [Fact]
    public async Task Demo_accounts_are_there_in_demo_mode_and_shut_outside()
    {
        await shop.FirstAccounts(demo: true);
        await shop.FirstAccounts(demo: true);
        var vendor = (await shop.SignIn.Do(new SignInBody("vendor@example.com", "Passw0rd!demo"), string.Empty, default)).Value;
        Assert.Equal(("vendor-1", true), (shop.CallerOf(vendor.AccessToken).VendorId, shop.CallerOf(vendor.AccessToken).Is(Role.Vendor)));
        Assert.Equal(
            "US",
            (await shop.SignIn.Do(new SignInBody("customer@example.com", "Passw0rd!demo"), string.Empty, default))
                .Value
                .User
                .Address!
                .Country
        );
        Assert.True(
            shop.CallerOf(
                (await shop.SignIn.Do(new SignInBody("admin@example.com", "Passw0rd!demo"), string.Empty, default)).Value.AccessToken
            ).IsAdmin
        );

        await shop.FirstAccounts(demo: false);
        Assert.Equal(
            "credentials_invalid",
            (await shop.SignIn.Do(new SignInBody("vendor@example.com", "Passw0rd!demo"), string.Empty, default)).Refused!.Code
        );
        Assert.Equal("refresh_token_invalid", (await shop.Refresh.Do(new RefreshBody(vendor.RefreshToken))).Refused!.Code);
        Assert.Equal(TokenVerdict.Invalid, shop.Verify(vendor.AccessToken));
    }

    [Fact]
    public async Task Outside_demo_mode_the_first_admin_comes_from_the_configuration_once()
    {
        await shop.FirstAccounts(demo: false);
        Assert.Empty((await shop.Profiles.List(PageRequest.Of(shop.Seals), null)).Value.Items);
        await shop.FirstAccounts(demo: false, ("Identity:AdminEmail", "Boss@example.com"), ("Identity:AdminPassword", Shop.Password));
        await shop.FirstAccounts(demo: false, ("Identity:AdminEmail", "second@example.com"), ("Identity:AdminPassword", Shop.Password));
        Assert.Equal(["boss@example.com"], (await shop.Profiles.List(PageRequest.Of(shop.Seals), null)).Value.Items.Select(p => p.Email));
        await Assert.ThrowsAsync<ConfigurationRefused>(async () =>
        {
            await using var other = await Shop.Open();
            await other.FirstAccounts(demo: false, ("Identity:AdminEmail", "boss@example.com"), ("Identity:AdminPassword", "short"));
        });
    }
}
