// What is no answer of the owner's authenticator to what the shop has asked opens nothing and adds nothing.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PasskeyAttackTests : PasskeyWorld
{
    private static readonly Dictionary<string, Lie> Lies = new(StringComparer.Ordinal)
    {
        ["another origin"] = new(Origin: "https://shop.example.com.evil.example"),
        ["a subdomain of ours"] = new(Origin: "https://blog.shop.example.com"),
        ["without https"] = new(Origin: "http://shop.example.com"),
        ["another port"] = new(Origin: "https://shop.example.com:8443"),
        ["another RP id"] = new(RpId: "evil.example"),
        ["the owner not verified"] = new(Flags: 0x01),
        ["nobody there"] = new(Flags: 0x04),
        ["another type"] = new(Type: "payment.get"),
        ["within a page of another's"] = new(More: ",\"topOrigin\":\"https://evil.example\""),
        ["words of the browser twice"] = new(More: ",\"origin\":\"https://evil.example\""),
        ["a made-up challenge"] = new(Challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ["an empty challenge"] = new(Challenge: string.Empty),
    };

    public static TheoryData<string> Names => [.. Lies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_signature_that_says_something_else_opens_nothing(string name)
    {
        var (_, key, _) = await Someone();
        Assert.Null((await In(key)).Refused);
        var refused = (await In(key, Lies[name])).Refused!;
        Assert.Equal(RefusalKind.Unauthenticated, refused.Kind);
        Assert.Contains(refused.Code, new[] { "passkey_wrong", "passkey_challenge_invalid" });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_answer_that_says_something_else_adds_nothing(string name)
    {
        var (caller, _, _) = await Someone();
        var lie = Lies[name] with { Flags = Lies[name].Flags is { } flags ? (byte)(flags | 0x40) : null };
        var refused = (await Add(caller, Authenticator(), lie)).Refused!;
        Assert.Contains(refused.Code, new[] { "passkey_wrong", "passkey_challenge_invalid" });
        Assert.Equal(1, await Rows("passkeys"));
    }

    [Fact]
    public async Task A_changed_byte_anywhere_opens_nothing()
    {
        var (_, key, _) = await Someone(counts: false);
        for (var at = 0; at < 37; at++)
        {
            var place = at;
            Assert.Equal("passkey_wrong", (await In(key, new Lie(Data: data => data[place] ^= 0x80))).Refused?.Code);
        }

        for (var at = 0; at < 8; at++)
        {
            var place = at;
            Assert.Equal("passkey_wrong", (await In(key, new Lie(Signature: bytes => bytes[^(place + 1)] ^= 1))).Refused?.Code);
            Assert.Equal("passkey_wrong", (await In(key, new Lie(Signature: bytes => bytes[place] ^= 0x7f))).Refused?.Code);
        }

        // A space where the browser had written none changes nothing of what is said, and is not what was signed.
        Assert.NotNull((await In(key, new Lie(Client: client => client.AsSpan().Replace((byte)',', (byte)' ')))).Refused);
        Assert.Null((await In(key)).Refused);
    }

    [Fact]
    public async Task An_attestation_with_a_changed_byte_adds_nothing_under_another_name_and_breaks_nothing()
    {
        var (caller, _, _) = await Someone();
        for (var at = 0; at < 164; at += 3)
        {
            using var key = new SoftAuthenticator();
            var place = at;
            var outcome = await Add(caller, key, new Lie(Data: data => data[place % data.Length] ^= 0xff));

            // A key that is another point, or a count that is another, is still a key: its owner merely cannot sign with it.
            Assert.True(
                outcome.Refused is null or { Code: "passkey_wrong" },
                $"byte {place}: {outcome.Refused?.Code} {outcome.Refused?.Detail}"
            );
            if (outcome.Refused is null)
            {
                await Shop.Passkeys.Remove(caller, outcome.Value.Passkey.PasskeyId, new(Shop.Password), Network);
            }
        }
    }

    [Fact]
    public async Task An_answer_is_good_once_and_so_is_its_challenge_when_it_failed()
    {
        var (_, key, _) = await Someone(counts: false);
        var answer = key.Get((await Shop.PasskeySignIn.Begin()).Value);
        Assert.Null((await Send(answer)).Refused);
        Assert.Equal("passkey_challenge_invalid", (await Send(answer)).Refused!.Code);

        var asked = (await Shop.PasskeySignIn.Begin()).Value;
        Assert.Equal("passkey_wrong", (await Send(key.Get(asked, new Lie(Origin: "https://evil.example")))).Refused!.Code);
        Assert.Equal("passkey_challenge_invalid", (await Send(key.Get(asked))).Refused!.Code);
    }

    [Fact]
    public async Task Of_two_who_send_one_answer_at_once_one_is_in()
    {
        var (_, key, _) = await Someone(counts: false);
        var answer = key.Get((await Shop.PasskeySignIn.Begin()).Value);
        var both = await Task.WhenAll(Send(answer), Send(answer));
        Assert.Single(both, one => one.Refused is null);
        Assert.Single(both, one => one.Refused?.Code == "passkey_challenge_invalid");
    }

    [Fact]
    public async Task A_challenge_is_short()
    {
        var (caller, key, _) = await Someone();
        var (asked, more) = ((await Shop.PasskeySignIn.Begin()).Value, await Ask(caller));
        Shop.Clock.Advance(Limits.ChallengeLife);
        Assert.Equal("passkey_challenge_invalid", (await Send(key.Get(asked))).Refused!.Code);
        Assert.Equal(
            "passkey_challenge_invalid",
            (await Shop.Passkeys.Add(caller, new(Authenticator().Create(more)), string.Empty)).Refused!.Code
        );
    }

    [Fact]
    public async Task A_challenge_is_good_for_its_purpose_alone()
    {
        var (caller, key, _) = await Someone(counts: false);
        var token = await Challenge();
        var asked = new Dictionary<string, Func<Task<PasskeyAsk>>>(StringComparer.Ordinal)
        {
            ["add"] = () => Ask(caller),
            ["proof"] = async () => (await Shop.Proofs.BeginPasskey(caller)).Value,
            ["sign_in"] = async () => (await Shop.PasskeySignIn.Begin()).Value,
            ["second_factor"] = async () => (await Shop.PasskeySignIn.BeginStep(new(token))).Value,
        };
        var answered = new Dictionary<string, Func<PasskeyAsk, Task<Refusal?>>>(StringComparer.Ordinal)
        {
            ["add"] = async ask =>
            {
                // The authenticator makes a key for whatever challenge it is given.
                var own = (await Ask(caller)).PublicKey.Deserialize<JsonObject>()!;
                own["challenge"] = ask.PublicKey.GetProperty("challenge").GetString();
                return (await Shop.Passkeys.Add(caller, new(Authenticator().Create(PasskeyAsk.Of(own))), string.Empty)).Refused;
            },
            ["proof"] = async ask => (await Shop.Proofs.ByPasskey(caller, new(key.Get(ask)))).Refused,
            ["sign_in"] = async ask => (await Send(key.Get(ask))).Refused,
            ["second_factor"] = async ask =>
                (await Shop.PasskeySignIn.Step(new(await Challenge(), key.Get(ask)), Network, string.Empty, default)).Refused,
        };
        foreach (var (purpose, ask) in asked)
        {
            foreach (var (use, send) in answered.Where(one => one.Key != purpose))
            {
                Assert.Equal(("passkey_challenge_invalid", purpose, use), ((await send(await ask()))?.Code, purpose, use));
            }
        }
    }

    [Fact]
    public async Task A_challenge_is_good_in_its_session_and_for_its_user_alone()
    {
        var (mine, key, _) = await Someone();
        var other = Shop.CallerOf((await In(key)).Value.AccessToken);
        var eve = Shop.CallerOf((await Shop.SignedIn("eve@example.com")).AccessToken);
        var (asked, proof) = (await Ask(mine), (await Shop.Proofs.BeginPasskey(mine)).Value);
        Assert.Equal(
            "passkey_challenge_invalid",
            (await Shop.Passkeys.Add(other, new(Authenticator().Create(asked)), string.Empty)).Refused!.Code
        );
        Assert.Equal("passkey_challenge_invalid", (await Shop.Proofs.ByPasskey(other, new(key.Get(proof)))).Refused!.Code);
        asked = await Ask(mine);
        Assert.Equal(
            "passkey_challenge_invalid",
            (await Shop.Passkeys.Add(eve, new(Authenticator().Create(asked)), string.Empty)).Refused!.Code
        );
        Assert.Equal("passkey_not_found", (await Shop.Proofs.BeginPasskey(eve)).Refused!.Code);
    }

    [Fact]
    public async Task Anothers_passkey_is_neither_a_second_factor_nor_a_proof()
    {
        var (caller, _, _) = await Someone();
        var (_, eves, _) = await Someone("eve@example.com");
        var mine = await Challenge();
        Assert.Equal("passkey_unknown", (await Step(mine, eves)).Refused!.Code);
        Assert.Equal(
            "passkey_unknown",
            (await Shop.Proofs.ByPasskey(caller, new(eves.Get((await Shop.Proofs.BeginPasskey(caller)).Value)))).Refused!.Code
        );

        // Nor does it say to be mine, or nobody's.
        var handle = PasskeyCeremony.Handle(caller.UserId);
        Assert.Equal("passkey_wrong", (await In(eves, new Lie(UserHandle: handle))).Refused!.Code);
        Assert.Equal("passkey_unknown", (await In(eves, new Lie(NoUserHandle: true))).Refused!.Code);
        Assert.Equal("eve@example.com", (await In(eves)).Value.User.Email);
    }

    [Fact]
    public async Task A_count_that_goes_back_is_refused_and_told()
    {
        var (_, key, _) = await Someone();
        key.Count = 9;
        Assert.Null((await In(key)).Refused);
        foreach (var count in new uint[] { 10, 4, 0 })
        {
            var refused = (await In(key, new Lie(Count: count))).Refused!;
            Assert.Equal((RefusalKind.Unauthenticated, "passkey_copied"), (refused.Kind, refused.Code));
        }

        Assert.Equal(3, (await Mails()).Count(mail => mail == "passkey_copied"));
        Assert.Equal("passkey_copied", (await In(key, new Lie(Count: 5))).Refused!.Code);
        Assert.Equal(3, (await Mails()).Count(mail => mail == "passkey_copied"));
        key.Count = 20;
        Assert.Null((await In(key)).Refused);
    }

    [Fact]
    public async Task A_credential_is_added_once_by_whomever()
    {
        var (caller, key, _) = await Someone();
        Assert.Equal("passkey_exists", (await Add(caller, key)).Refused!.Code);
        var eve = Shop.CallerOf((await Shop.SignedIn("eve@example.com")).AccessToken);
        using var twin = new SoftAuthenticator { Id = key.Id };
        Assert.Equal("passkey_exists", (await Add(eve, twin)).Refused!.Code);
        Assert.Equal(caller.UserId, (await In(key)).Value.User.UserId);
        Assert.Equal("passkey_wrong", (await In(twin, new Lie(UserHandle: PasskeyCeremony.Handle(caller.UserId)))).Refused!.Code);
    }

    [Fact]
    public async Task Only_who_proves_to_be_the_owner_adds_or_removes()
    {
        var (caller, key, added) = await Someone();
        var id = added.Passkey.PasskeyId;
        foreach (
            var (body, code) in new[]
            {
                (new OwnerProofBody(), "validation_failed"),
                (new OwnerProofBody("wrong password"), "password_wrong"),
                (new OwnerProofBody(Proof: "made up"), "password_needed"),
                (new OwnerProofBody(Shop.Password, "made up"), "validation_failed"),
            }
        )
        {
            Assert.Equal(code, (await Shop.Passkeys.Begin(caller, body, Network)).Refused!.Code);
            Assert.Equal(code, (await Shop.Passkeys.Remove(caller, id, body, Network)).Refused!.Code);
        }

        // Another's passkey is not there, whatever he proves.
        var eve = Shop.CallerOf((await Shop.SignedIn("eve@example.com")).AccessToken);
        Assert.Equal("passkey_not_found", (await Shop.Passkeys.Remove(eve, id, new(Shop.Password), Network)).Refused!.Code);
        Assert.Equal("passkey_not_found", (await Shop.Passkeys.Rename(eve, id, new("mine now"))).Refused!.Code);
        Assert.Null((await In(key)).Refused);
    }

    [Fact]
    public async Task Nobody_with_the_password_alone_adds_a_passkey_at_sign_in_once_there_is_a_second_factor()
    {
        var admin = await Shop.SignedIn();
        await Shop.Profiles.SetRoles(Shop.Owner, admin.User.UserId, new RolesBody(["customer", "admin"]));
        Shop.Settings = new(StaffSecondFactor: true);
        await Shop.Restart();
        var asked = (await Password()).Refused!;
        Assert.Equal("second_factor_setup_required", asked.Code);
        var token = asked.Facts!["challenge"]!.GetValue<string>();
        var ask = (await Shop.PasskeySignIn.BeginSetUp(new(token))).Value;

        // The owner sets a code up meanwhile.
        var secret = (await Shop.Factors.Begin(admin.User.UserId)).Value.Secret;
        Assert.Null((await Shop.Factors.Confirm(admin.User.UserId, CodeOf(secret))).Refused);
        var refused = (await Shop.PasskeySignIn.SetUp(new(token, Authenticator().Create(ask)), Network, string.Empty, default)).Refused!;
        Assert.Equal("second_factor_on", refused.Code);
        Assert.Equal(0, await Rows("passkeys"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"response":null}""")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","response":[]}""")]
    [InlineData("""{"id":"AA","rawId":"AB","type":"public-key","response":{}}""")]
    [InlineData("""{"id":"A A=","rawId":"A A=","type":"password","response":{"clientDataJSON":1}}""")]
    public async Task What_is_no_answer_at_all_is_told_by_field(string json)
    {
        using var body = JsonDocument.Parse(json);
        Assert.Equal("validation_failed", (await Send(body.RootElement)).Refused!.Code);
    }

    [Fact]
    public async Task Bytes_that_are_no_data_of_an_authenticator_are_refused_like_a_wrong_signature()
    {
        var (caller, key, _) = await Someone();
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            var text = System.Buffers.Text.Base64Url.EncodeToString(bytes);
            var signs = key.Get((await Shop.PasskeySignIn.Begin()).Value).Deserialize<JsonObject>()!;
            signs["response"]![i % 2 == 0 ? "authenticatorData" : "signature"] = text;
            Assert.Equal("passkey_wrong", (await Send(signs.Deserialize<JsonElement>(Json.Options))).Refused!.Code);
            using var fresh = new SoftAuthenticator();
            var makes = fresh.Create(await Ask(caller)).Deserialize<JsonObject>()!;
            makes["response"]!["attestationObject"] = text;
            var refused = (await Shop.Passkeys.Add(caller, new(makes.Deserialize<JsonElement>(Json.Options)), string.Empty)).Refused!;
            Assert.Equal("passkey_wrong", refused.Code);
        }

        // Nor are words that no browser writes.
        var odd = key.Get((await Shop.PasskeySignIn.Begin()).Value).Deserialize<JsonObject>()!;
        odd["response"]!["clientDataJSON"] = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("[[[[[[]]]]]]"));
        Assert.Equal("passkey_challenge_invalid", (await Send(odd.Deserialize<JsonElement>(Json.Options))).Refused!.Code);
    }
}
