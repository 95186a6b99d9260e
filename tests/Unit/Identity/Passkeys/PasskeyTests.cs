// Passkeys: one opens the account by itself, is a second factor behind the password, and proves who its owner is.
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PasskeyTests : PasskeyWorld
{
    [Fact]
    public async Task A_passkey_is_added_named_and_signs_in_alone()
    {
        var (caller, key, added) = await Someone();
        Assert.Equal("curl", added.Passkey.Name);
        Assert.Equal(Limits.RecoveryCodesMax, added.RecoveryCodes!.Count);
        Assert.Equal(["passkey_added"], await Mails());
        var named = (await Shop.Passkeys.Rename(caller, added.Passkey.PasskeyId, new(" My phone "))).Value;
        Assert.Equal("My phone", named.Name);

        var signedIn = (await In(key)).Value;
        Assert.Equal((caller.UserId, Email), (signedIn.User.UserId, signedIn.User.Email));
        Assert.Null((await Shop.Refresh.Do(new RefreshBody(signedIn.RefreshToken))).Refused);
        var list = await Shop.Passkeys.List(caller.UserId);
        Assert.True(list is { Available: true, RecoveryCodesLeft: Limits.RecoveryCodesMax });
        var only = Assert.Single(list.Items);
        Assert.Equal((named.PasskeyId, "My phone", Shop.Clock.GetUtcNow()), (only.PasskeyId, only.Name, only.LastUsedAt));
    }

    [Fact]
    public async Task What_is_asked_is_what_the_standard_says()
    {
        var (caller, key, _) = await Someone();
        var makes = (await Ask(caller)).PublicKey;
        Assert.Equal("shop.example.com", makes.GetProperty("rp").GetProperty("id").GetString());
        Assert.Equal("none", makes.GetProperty("attestation").GetString());
        var selection = makes.GetProperty("authenticatorSelection");
        Assert.Equal(
            ("required", "required"),
            (selection.GetProperty("residentKey").GetString(), selection.GetProperty("userVerification").GetString())
        );
        var excluded = Assert.Single(makes.GetProperty("excludeCredentials").EnumerateArray());
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(key.Id), excluded.GetProperty("id").GetString());

        // Only words that the shop knows come back.
        Assert.Equal(["internal"], excluded.GetProperty("transports").EnumerateArray().Select(one => one.GetString()));
        var signs = (await Shop.PasskeySignIn.Begin()).Value;
        Assert.Equal("required", signs.PublicKey.GetProperty("userVerification").GetString());
        Assert.Empty(signs.PublicKey.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal((long)Limits.ChallengeLife.TotalSeconds, signs.ExpiresIn);
        Assert.NotEqual(
            signs.PublicKey.GetProperty("challenge").GetString(),
            (await Shop.PasskeySignIn.Begin()).Value.PublicKey.GetProperty("challenge").GetString()
        );
    }

    [Fact]
    public async Task Behind_the_password_the_account_says_what_it_has_and_takes_each_of_them()
    {
        var (caller, key, added) = await Someone();
        var asked = (await Password()).Refused!;
        Assert.Equal("second_factor_required", asked.Code);
        Assert.Equal(["passkey", "recovery"], asked.Facts!["methods"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(caller.UserId, (await Step(await Challenge(), key)).Value.User.UserId);
        Assert.Null((await Code(await Challenge(), added.RecoveryCodes![0])).Refused);
        Assert.Equal("code_wrong", (await Code(await Challenge(), added.RecoveryCodes[0])).Refused!.Code);

        var secret = (await Shop.Factors.Begin(caller.UserId)).Value.Secret;
        var newer = (await Shop.Factors.Confirm(caller.UserId, CodeOf(secret), caller.SessionId)).Value.Codes;
        asked = (await Password()).Refused!;
        Assert.Equal(["totp", "passkey", "recovery"], asked.Facts!["methods"]!.AsArray().Select(one => (string)one!));
        Shop.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await Code(await Challenge(), CodeOf(secret))).Refused);
        Assert.Equal("code_wrong", (await Code(await Challenge(), added.RecoveryCodes[1])).Refused!.Code);
        Assert.Null((await Code(await Challenge(), newer[1])).Refused);
    }

    [Fact]
    public async Task A_challenge_of_the_password_begins_one_session()
    {
        var (_, key, _) = await Someone();
        var token = await Challenge();
        Assert.Null((await Step(token, key)).Refused);
        Assert.Equal("challenge_invalid", (await Shop.PasskeySignIn.BeginStep(new(token))).Refused!.Code);
        var late = await Challenge();
        var ask = (await Shop.PasskeySignIn.BeginStep(new(late))).Value;
        Shop.Clock.Advance(Limits.ChallengeLife);
        Assert.Equal(
            "challenge_invalid",
            (await Shop.PasskeySignIn.Step(new(late, key.Get(ask)), Network, string.Empty, default)).Refused!.Code
        );
        Assert.Equal("challenge_invalid", (await Shop.PasskeySignIn.BeginStep(new("guessed"))).Refused!.Code);
    }

    [Fact]
    public async Task Several_keys_open_and_each_is_removed_for_itself()
    {
        var (caller, first, added) = await Someone();
        var second = Authenticator(counts: false);
        var other = (await Add(caller, second, name: "Key in the safe")).Value;
        Assert.Null(other.RecoveryCodes);
        var lost = (await In(first)).Value;
        Assert.Null((await Shop.Passkeys.Remove(caller, added.Passkey.PasskeyId, new(Shop.Password), Network)).Refused);

        // Whoever has found the phone is out with the session that it began, and not in again.
        Assert.Equal(TokenVerdict.Invalid, Shop.Verify(lost.AccessToken));
        Assert.Equal("refresh_token_invalid", (await Shop.Refresh.Do(new RefreshBody(lost.RefreshToken))).Refused!.Code);
        Assert.Equal("passkey_unknown", (await In(first)).Refused!.Code);
        Assert.Null((await In(second)).Refused);
        Assert.Null((await In(second)).Refused);
        Assert.Equal("second_factor_required", (await Password()).Refused!.Code);
        Assert.Null((await Shop.Passkeys.Remove(caller, other.Passkey.PasskeyId, new(Shop.Password), Network)).Refused);
        Assert.Equal(0, await Rows("recovery_codes"));
        Assert.Null((await Password()).Refused);
        Assert.Equal(["passkey_added", "passkey_added", "passkey_removed", "passkey_removed"], await Mails());
    }

    [Fact]
    public async Task An_account_has_so_many_and_no_more()
    {
        var (caller, _, _) = await Someone();
        var begun = await Ask(caller);
        for (var i = 1; i < Limits.PasskeysMax; i++)
        {
            Assert.Null((await Add(caller, Authenticator())).Refused);
        }

        Assert.Equal("passkeys_full", (await Shop.Passkeys.Begin(caller, new(Shop.Password), Network)).Refused!.Code);
        Assert.Equal("passkeys_full", (await Shop.Passkeys.Add(caller, new(Authenticator().Create(begun)), string.Empty)).Refused!.Code);
    }

    [Fact]
    public async Task The_first_second_factor_ends_what_the_password_alone_began()
    {
        var elsewhere = await Shop.SignedIn();
        var caller = Shop.CallerOf((await Password()).Value.AccessToken);
        Assert.Null((await Add(caller, Authenticator())).Refused);
        Assert.Equal("refresh_token_invalid", (await Shop.Refresh.Do(new RefreshBody(elsewhere.RefreshToken))).Refused!.Code);
        Assert.True((await Shop.Sessions.Of(caller)).Items.Single().Current);
    }

    [Fact]
    public async Task A_passkey_proves_its_owner_wherever_the_password_does()
    {
        var (caller, key, added) = await Someone();
        async Task<string> Proof() =>
            (await Shop.Proofs.ByPasskey(caller, new(key.Get((await Shop.Proofs.BeginPasskey(caller)).Value)))).Value.Proof;

        var proof = await Proof();
        Assert.Null(PasswordProof.Check(Shop.Sealed, caller, proof, Shop.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.Null((await Shop.Emails.Change(caller, new EmailBody("casey@example.org", Proof: proof), Network)).Refused);
        Assert.Equal(Limits.RecoveryCodesMax, (await Shop.Factors.Renew(caller, new(Proof: proof), Network)).Value.Codes.Count);
        Assert.Null((await Shop.Passkeys.Begin(caller, new(Proof: proof), Network)).Refused);

        // A password that nobody knows any more is set anew; the session goes on.
        Assert.Null((await Shop.Change.Do(caller, new PasswordBody("a quite different one", Proof: proof), Network)).Refused);
        Assert.Equal("second_factor_required", (await Password("a quite different one")).Refused!.Code);

        // A proof ends with its session, and with its five minutes.
        var other = Shop.CallerOf((await In(key)).Value.AccessToken);
        Assert.Equal("password_needed", (await Shop.Passkeys.Begin(other, new(Proof: proof), Network)).Refused!.Code);
        proof = await Proof();
        Assert.Null((await Shop.Sessions.End(caller, caller.SessionId)).Refused);
        Assert.Equal("password_needed", (await Shop.Factors.Renew(caller, new(Proof: proof), Network)).Refused!.Code);
        Shop.Clock.Advance(PasswordProof.Life);
        Assert.Equal(
            "password_needed",
            (await Shop.Passkeys.Remove(caller, added.Passkey.PasskeyId, new(Proof: proof), Network)).Refused!.Code
        );
    }

    [Fact]
    public async Task Wrong_passwords_count_together_wherever_they_are_asked_for()
    {
        var caller = Shop.CallerOf((await Shop.SignedIn()).AccessToken);
        var asks = new Func<string, Task<Refusal?>>[]
        {
            async password => (await Shop.Passkeys.Begin(caller, new(password), Network)).Refused,
            async password => (await Shop.Change.Do(caller, new PasswordBody("a quite different one", password), Network)).Refused,
            async password => (await Shop.Emails.Change(caller, new EmailBody("casey@example.org", password), Network)).Refused,
            async password => (await Shop.Proofs.ByPassword(caller, new(password), Network)).Refused,
            async password => (await Shop.Factors.Renew(caller, new(password), Network)).Refused,
            async password => (await Erasing().Do(caller, new(password), Network, default)).Refused,
        };
        foreach (var ask in asks.Take(5))
        {
            Assert.EndsWith("password_wrong", (await ask("wrong password"))!.Code, StringComparison.Ordinal);
        }

        foreach (var ask in asks)
        {
            Assert.Equal("too_many_attempts", (await ask(Shop.Password))!.Code);
        }
    }

    [Fact]
    public async Task Staff_who_must_have_a_second_factor_choose_a_passkey_and_keep_the_last()
    {
        var before = await Shop.SignedIn();
        await Shop.Profiles.SetRoles(Shop.Owner, before.User.UserId, new RolesBody(["customer", "admin"]));
        Shop.Settings = new(StaffSecondFactor: true);
        await Shop.Restart();
        Assert.Equal("second_factor_setup_required", (await Shop.Refresh.Do(new RefreshBody(before.RefreshToken))).Refused!.Code);
        var token = await Challenge();
        var key = Authenticator();
        Assert.Equal("challenge_invalid", (await Shop.PasskeySignIn.BeginStep(new(token))).Refused!.Code);
        var ask = (await Shop.PasskeySignIn.BeginSetUp(new(token))).Value;
        var signedIn = (await Shop.PasskeySignIn.SetUp(new(token, key.Create(ask), "Office key"), Network, string.Empty, default)).Value;
        Assert.Equal(Limits.RecoveryCodesMax, signedIn.RecoveryCodes!.Count);
        Assert.Null((await Shop.Refresh.Do(new RefreshBody(signedIn.RefreshToken))).Refused);
        Assert.Equal("second_factor_required", (await Password()).Refused!.Code);
        var alone = (await In(key)).Value;
        Assert.Equal(["customer", "admin"], alone.User.Roles);

        var caller = Shop.CallerOf(alone.AccessToken);
        var mine = (await Shop.Passkeys.List(caller.UserId)).Items.Single();
        Assert.Equal("Office key", mine.Name);
        Assert.Equal("second_factor_last", (await Shop.Passkeys.Remove(caller, mine.PasskeyId, new(Shop.Password), Network)).Refused!.Code);
        Assert.Null((await In(key)).Refused);
        Assert.Equal(Limits.RecoveryCodesMax, await Rows("recovery_codes"));

        // With an app beside it either may go, and then the other stays.
        var secret = (await Shop.Factors.Begin(caller.UserId)).Value.Secret;
        Assert.Null((await Shop.Factors.Confirm(caller.UserId, CodeOf(secret), caller.SessionId)).Refused);
        Assert.Null((await Shop.Passkeys.Remove(caller, mine.PasskeyId, new(Shop.Password), Network)).Refused);
        Assert.Equal("second_factor_last", (await Shop.Factors.Remove(caller, new(Shop.Password), Network)).Refused!.Code);
        Assert.True((await Shop.Factors.Get(caller.UserId)).On);
    }

    [Fact]
    public async Task Whoever_is_shut_reset_or_erased_is_not_in_by_a_passkey()
    {
        var (caller, key, _) = await Someone();
        await Shop.SignedIn("boss@example.com");
        var boss = new Caller("boss", "session", [Role.Admin]);
        Assert.Null((await Shop.Disable.Do(boss, caller.UserId, disabled: true)).Refused);
        Assert.Equal("passkey_unknown", (await In(key)).Refused!.Code);
        Assert.Null((await Shop.Disable.Do(boss, caller.UserId, disabled: false)).Refused);
        Assert.Null((await In(key)).Refused);
        Assert.Null((await Shop.Admins.Reset(Email, "a quite different one", enable: false)).Refused);
        Assert.Equal("passkey_unknown", (await In(key)).Refused!.Code);
        Assert.Null((await Password("a quite different one")).Refused);

        var (eve, eves, _) = await Someone("eve@example.com");
        await Shop.Proofs.BeginPasskey(eve);
        Assert.True((await Shop.Erase.Erase(eve.UserId, "operator")).Value);
        Assert.Equal("passkey_unknown", (await In(eves)).Refused!.Code);
        Assert.Equal((0, 0), (await Rows("passkeys"), await Rows("passkey_challenges WHERE user_id IS NOT NULL")));
    }

    [Fact]
    public async Task The_persons_file_names_passkeys_and_keeps_their_keys()
    {
        var (caller, _, added) = await Someone();
        var file = (
            await new PersonAccounts(Shop.Database).GetRecords(new PersonRecordsRequest { UserIds = { caller.UserId } }, default)
        ).Value;
        var record = Assert.Single(file.Records, one => one.Kind == "passkey");
        Assert.Contains(added.Passkey.PasskeyId, record.Json, StringComparison.Ordinal);
        Assert.DoesNotContain("public_key", record.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://shop.example.com", true)]
    [InlineData("https://shop.example.com:8443/in/a/folder", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://shop.localhost:8080", true)]
    [InlineData("http://shop.example.com", false)]
    [InlineData("https://192.0.2.7", false)]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("https://[2001:db8::1]", false)]
    public void Where_browsers_make_none_the_shop_says_so(string url, bool available)
    {
        var refused = new PasskeyCeremony(url).Unavailable;
        Assert.Equal(available, refused is null);
        Assert.True(available || refused!.Detail.Contains(url, StringComparison.Ordinal));
    }

    // Nothing is erased before the proof, so that nothing behind it is asked.
    private EraseMyself Erasing() => new(Shop.Proof, null!, null!);

    private Task<Outcome<SignedIn>> Code(string challenge, string code) =>
        Shop.Second.Do(new SecondStepBody(challenge, code), Network, string.Empty, default);
}
