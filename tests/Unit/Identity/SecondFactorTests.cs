// The second factor: codes that are wrong, old, replayed or another's open nothing, and the way in again is in its owner's hand.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SecondFactorTests : IAsyncLifetime
{
    private const string Network = "198.51.100.7";
    private const string Email = "casey@example.com";

    private Shop shop = null!;

    public async ValueTask InitializeAsync() => shop = await Shop.Open();

    public ValueTask DisposeAsync() => shop.DisposeAsync();

    // RFC 6238, appendix B, SHA-1, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        Assert.Equal(code, Totp.Code(secret, Totp.StepOf(seconds * 1000)));
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.ToBase32(secret));
        Assert.Equal(secret, Totp.FromBase32(Totp.ToBase32(secret)));
    }

    [Fact]
    public void A_code_holds_one_step_around_and_never_again()
    {
        var secret = Encoding.ASCII.GetBytes("12345678901234567890");
        const long Now = 1_234_567_890_000;
        var step = Totp.StepOf(Now);
        foreach (var (at, holds) in new[] { (step - 2, false), (step - 1, true), (step, true), (step + 1, true), (step + 2, false) })
        {
            Assert.Equal(holds ? at : null, Totp.StepOf(secret, Totp.Code(secret, at), 0, Now));
            Assert.Null(Totp.StepOf(secret, Totp.Code(secret, at), at, Now));
        }

        Assert.Null(Totp.StepOf(secret, string.Empty, 0, Now));
        Assert.Null(Totp.StepOf(secret, "１２３４５６", 0, Now));
    }

    [Fact]
    public async Task Signing_in_asks_for_a_code_and_the_secret_is_sealed_at_rest()
    {
        var (user, secret, _) = await Guarded();
        Assert.Equal(["second_factor_on"], (await shop.AccountMails()).Select(mail => mail.Template));
        var kept = await shop.Database.Read(sql => sql.First("SELECT sealed_secret FROM second_factors", row => row.GetString(0)));
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.Null(shop.Sealed.Open("totp\nanother", kept));

        var asked = (await In()).Refused!;
        Assert.Equal((RefusalKind.Unauthenticated, "second_factor_required"), (asked.Kind, asked.Code));
        Assert.Equal("credentials_invalid", (await In("wrong password")).Refused!.Code);
        var signedIn = (await Step(Challenge(asked), Code(secret))).Value;
        Assert.Equal(user, signedIn.User.UserId);
        shop.Revocations.Heard();
        Assert.Equal(TokenVerdict.Valid, shop.Verify(signedIn.AccessToken));
        Assert.NotNull(signedIn.DeviceToken);
        Assert.Null((await shop.Refresh.Do(new RefreshBody(signedIn.RefreshToken))).Refused);
    }

    [Fact]
    public async Task A_code_and_a_challenge_are_good_once()
    {
        var (_, secret, _) = await Guarded();
        var first = Challenge((await In()).Refused!);
        var second = Challenge((await In()).Refused!);
        var code = Code(secret);
        Assert.Null((await Step(first, code)).Refused);

        // Whoever looked over a shoulder has the code, too.
        Assert.Equal("code_wrong", (await Step(second, code)).Refused!.Code);
        shop.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("challenge_invalid", (await Step(first, Code(secret))).Refused!.Code);
        Assert.Null((await Step(second, Code(secret))).Refused);
        Assert.Equal("challenge_invalid", (await Step("guessed", Code(secret))).Refused!.Code);
    }

    [Fact]
    public async Task Of_two_who_use_a_code_at_once_one_is_in()
    {
        var (_, secret, _) = await Guarded();
        var first = Challenge((await In()).Refused!);
        var second = Challenge((await In()).Refused!);
        var both = await Task.WhenAll(Step(first, Code(secret)), Step(second, Code(secret)));
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "code_wrong");
    }

    [Fact]
    public async Task Codes_are_guessed_five_times_a_challenge_and_ever_slower()
    {
        var (_, secret, _) = await Guarded();
        var challenge = Challenge((await In()).Refused!);
        for (var i = 0; i < Limits.ChallengeTriesMax; i++)
        {
            Assert.Equal("code_wrong", (await Step(challenge, "000000")).Refused!.Code);
        }

        Assert.Equal("challenge_invalid", (await Step(challenge, Code(secret))).Refused!.Code);
        var next = Challenge((await In()).Refused!);
        Assert.Equal("too_many_attempts", (await Step(next, Code(secret))).Refused!.Code);
        shop.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Null((await Step(next, Code(secret))).Refused);
    }

    [Fact]
    public async Task A_challenge_is_short_and_void_after_a_new_password()
    {
        var (user, secret, _) = await Guarded();
        await shop.Confirmed(user);
        var old = Challenge((await In()).Refused!);
        shop.Clock.Advance(Limits.ChallengeLife);
        Assert.Equal("challenge_invalid", (await Step(old, Code(secret))).Refused!.Code);
        var before = Challenge((await In()).Refused!);
        await shop.Reset.Do(new ResetBody(Shop.TokenOf((await shop.AskForLink())[0]), "a quite different one"), Network);
        Assert.Equal("challenge_invalid", (await Step(before, Code(secret))).Refused!.Code);

        // The link sets a password and no more.
        Assert.Equal("second_factor_required", (await In("a quite different one")).Refused!.Code);
    }

    [Fact]
    public async Task Anothers_code_does_not_answer_a_challenge()
    {
        var (_, _, codes) = await Guarded();
        var (_, theirs, _) = await Guarded("eve@example.com");
        var mine = Challenge((await In()).Refused!);
        Assert.Equal("code_wrong", (await Step(mine, Code(theirs))).Refused!.Code);
        var eve = Challenge((await In(email: "eve@example.com")).Refused!);
        Assert.Equal("code_wrong", (await Step(eve, codes[0])).Refused!.Code);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_however_it_is_typed()
    {
        var (user, _, codes) = await Guarded();
        Assert.Equal(Limits.RecoveryCodesMax, codes.Distinct().Count());
        Assert.Null((await Step(Challenge((await In()).Refused!), " " + codes[3].ToLowerInvariant().Replace('-', ' '))).Refused);
        Assert.Equal("code_wrong", (await Step(Challenge((await In()).Refused!), codes[3])).Refused!.Code);
        Assert.Null((await Step(Challenge((await In()).Refused!), codes[4])).Refused);
        Assert.Equal(Limits.RecoveryCodesMax - 2, (await shop.Factors.Get(user)).RecoveryCodesLeft);
    }

    [Fact]
    public async Task Setting_up_guards_nothing_before_its_first_code_and_is_turned_off_by_the_password()
    {
        var signedIn = await shop.SignedIn();
        var user = signedIn.User.UserId;
        var caller = shop.CallerOf(signedIn.AccessToken);
        Assert.Equal("second_factor_not_begun", (await shop.Factors.Confirm(user, "123456")).Refused!.Code);
        var older = (await shop.Factors.Begin(user)).Value.Secret;
        var begun = (await shop.Factors.Begin(user)).Value;
        Assert.Equal(
            $"otpauth://totp/shop.example.com:casey%40example.com?secret={begun.Secret}&issuer=shop.example.com&algorithm=SHA1&digits=6&period=30",
            begun.Uri
        );
        Assert.Null((await In()).Refused);
        Assert.Equal("code_wrong", (await shop.Factors.Confirm(user, Code(older))).Refused!.Code);
        Assert.Null((await shop.Factors.Confirm(user, Code(begun.Secret))).Refused);
        Assert.Equal("second_factor_on", (await shop.Factors.Begin(user)).Refused!.Code);
        Assert.Equal("second_factor_on", (await shop.Factors.Confirm(user, Code(begun.Secret))).Refused!.Code);

        Assert.Equal("password_wrong", (await shop.Factors.Remove(caller, new("wrong password"), Network)).Refused!.Code);
        Assert.Null((await shop.Factors.Remove(caller, new(Shop.Password), Network)).Refused);
        Assert.Equal("second_factor_off", (await shop.Factors.Remove(caller, new(Shop.Password), Network)).Refused!.Code);
        Assert.Equal(["second_factor_on", "second_factor_off"], (await shop.AccountMails()).Select(mail => mail.Template));
        Assert.Null((await In()).Refused);
        Assert.Equal(0, await shop.Database.Read(sql => sql.Number("SELECT count(*) FROM recovery_codes")));
    }

    [Fact]
    public async Task A_token_alone_sets_nothing_up()
    {
        var caller = shop.CallerOf((await shop.SignedIn()).AccessToken);
        Assert.Equal("validation_failed", (await shop.Factors.Begin(caller, new(), Network)).Refused!.Code);
        Assert.Equal("password_wrong", (await shop.Factors.Begin(caller, new("wrong password"), Network)).Refused!.Code);
        Assert.Equal("password_needed", (await shop.Factors.Begin(caller, new(Proof: "made up"), Network)).Refused!.Code);
        Assert.Equal("second_factor_not_begun", (await shop.Factors.Confirm(caller.UserId, "123456", caller.SessionId)).Refused!.Code);

        // A session that has ended turns nothing on any more, whatever was begun in it.
        var secret = (await shop.Factors.Begin(caller, new(Shop.Password), Network)).Value.Secret;
        await shop.SignOut.Do(caller, null);
        Assert.Equal("session_ended", (await shop.Factors.Confirm(caller.UserId, Code(secret), caller.SessionId)).Refused!.Code);
        Assert.False((await shop.Factors.Get(caller.UserId)).On);
        var again = shop.CallerOf((await In()).Value.AccessToken);
        var codes = (await shop.Factors.Confirm(again.UserId, Code(secret), again.SessionId)).Value.Codes;
        Assert.Equal(Limits.RecoveryCodesMax, codes.Count);
    }

    [Fact]
    public async Task Guesses_at_the_first_code_are_slowed()
    {
        var user = (await shop.SignedIn()).User.UserId;
        var secret = (await shop.Factors.Begin(user)).Value.Secret;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("code_wrong", (await shop.Factors.Confirm(user, "000000")).Refused!.Code);
        }

        Assert.Equal("too_many_attempts", (await shop.Factors.Confirm(user, Code(secret))).Refused!.Code);
    }

    [Fact]
    public async Task Staff_without_one_set_it_up_before_anything_else()
    {
        var before = await shop.KnownSignedIn();
        await shop.Profiles.SetRoles(Shop.Owner, before.User.UserId, new RolesBody(["customer", "admin"]));
        shop.Settings = new(StaffSecondFactor: true);
        await shop.Restart();

        // Sessions of before end with their next refresh; shoppers are asked for nothing.
        Assert.Equal("second_factor_setup_required", (await shop.Refresh.Do(new RefreshBody(before.RefreshToken))).Refused!.Code);
        Assert.Null((await In(email: (await shop.Someone("shopper@example.com")).Email!)).Refused);

        var asked = (await In()).Refused!;
        Assert.Equal((RefusalKind.Unauthenticated, "second_factor_setup_required"), (asked.Kind, asked.Code));
        var challenge = Challenge(asked);
        Assert.Equal("challenge_invalid", (await Step(challenge, "123456")).Refused!.Code);
        var secret = (await shop.Second.SetUp(new ChallengeBody(challenge))).Value.Secret;
        Assert.Equal(
            "code_wrong",
            (await shop.Second.Confirm(new SecondStepBody(challenge, "000000"), Network, string.Empty, default)).Refused!.Code
        );
        var signedIn = (await shop.Second.Confirm(new SecondStepBody(challenge, Code(secret)), Network, string.Empty, default)).Value;
        Assert.Equal(Limits.RecoveryCodesMax, signedIn.RecoveryCodes!.Count);
        Assert.Null((await shop.Refresh.Do(new RefreshBody(signedIn.RefreshToken))).Refused);
        Assert.Equal("challenge_invalid", (await shop.Second.SetUp(new ChallengeBody(challenge))).Refused!.Code);

        // From now on it is asked for; a challenge that asks for a code sets nothing up.
        var next = (await In()).Refused!;
        Assert.Equal("second_factor_required", next.Code);
        Assert.Equal("challenge_invalid", (await shop.Second.SetUp(new ChallengeBody(Challenge(next)))).Refused!.Code);
        Assert.Null((await Step(Challenge(next), signedIn.RecoveryCodes[0])).Refused);
    }

    [Fact]
    public async Task The_operators_reset_takes_it_away()
    {
        await Guarded();
        Assert.Null((await shop.Admins.Reset(Email, "a quite different one", enable: false)).Refused);
        Assert.Null((await In("a quite different one")).Refused);
    }

    private async Task<(string UserId, string Secret, IReadOnlyList<string> Codes)> Guarded(string email = Email)
    {
        var user = (await shop.Someone(email)).UserId;
        var secret = (await shop.Factors.Begin(user)).Value.Secret;
        var codes = (await shop.Factors.Confirm(user, Code(secret))).Value.Codes;
        shop.Clock.Advance(TimeSpan.FromSeconds(60));
        return (user, secret, codes);
    }

    private static string Challenge(Refusal asked) => asked.Facts!["challenge"]!.GetValue<string>();

    private Task<Outcome<SignedIn>> In(string password = Shop.Password, string email = Email) =>
        shop.SignIn.Do(new SignInBody(email, password), Network, default);

    private Task<Outcome<SignedIn>> Step(string challenge, string code) =>
        shop.Second.Do(new SecondStepBody(challenge, code), Network, string.Empty, default);

    private string Code(string secret) => Totp.Code(Totp.FromBase32(secret), Totp.StepOf(shop.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
}
