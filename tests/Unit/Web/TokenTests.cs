// Tokens: the vector of the standard, a corpus of forgeries (each also after a good token warmed the cache), expiry and revocation.
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Unit.Web;

public sealed class TokenTests
{
    private readonly TokenForge forge = new(new TestClock());

    [Fact]
    public void A_sign_out_while_the_whole_list_is_read_anew_is_not_forgotten()
    {
        var list = new RevocationList(new TestClock());
        list.BeginAnew();
        list.Add(
            new Revocation
            {
                SessionId = "s",
                UserId = "u",
                BeforeUnixSeconds = 10,
            }
        );
        list.Replace([]);
        Assert.True(list.Ends(new HeldToken(new Caller("u", "s", []), 5, long.MaxValue)));

        // The next whole list does not have it: it has expired.
        list.BeginAnew();
        list.Replace([]);
        Assert.False(list.Ends(new HeldToken(new Caller("u", "s", []), 5, long.MaxValue)));
    }

    [Fact]
    public void The_vector_of_RFC_7515_A_3_holds_and_one_changed_bit_does_not()
    {
        var key = new VerifyingKey(
            "a3",
            Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
        );
        var signed = Encoding.ASCII.GetBytes(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        );
        var signature = Base64Url.DecodeFromChars("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        var provider = key.Security.CryptoProviderFactory.CreateForVerifying(key.Security, AccessTokenForm.Algorithm);
        Assert.True(provider.Verify(signed, signature));
        signature[63] ^= 1;
        Assert.False(provider.Verify(signed, signature));
        signature[63] ^= 1;
        signed[40] ^= 1;
        Assert.False(provider.Verify(signed, signature));
    }

    [Fact]
    public void A_good_token_gives_its_caller()
    {
        var token = forge.Sign(
            TokenForge.Header,
            forge.Claims("vendor_id", "\"vendor-1\"").Replace("[\"customer\"]", "[\"customer\",\"vendor\"]", StringComparison.Ordinal)
        );
        Assert.Equal(TokenVerdict.Valid, forge.Verifier.VerifyToken(token, out var caller));
        Assert.Equal(("user-1", "session-1", "vendor-1"), (caller!.UserId, caller.SessionId, caller.VendorId));
        Assert.True(caller.Is(Role.Vendor) && caller.Is(Role.Customer) && !caller.IsAdmin && !caller.IsGuest);
    }

    [Theory]
    [InlineData("staff", "[\"orders.view\",\"of.a.later.version\"]", "orders.view")]
    [InlineData("staff", "[]", "")]
    [InlineData("staff", null, "")]
    [InlineData("customer", "[\"orders.view\"]", "")]
    public void Permissions_are_those_of_staff_that_this_version_knows(string role, string? permissions, string held)
    {
        var claims = forge.Claims("permissions", permissions).Replace("[\"customer\"]", $"[\"{role}\"]", StringComparison.Ordinal);
        Assert.Equal(TokenVerdict.Valid, forge.Verifier.VerifyToken(forge.Sign(TokenForge.Header, claims), out var caller));
        Assert.Equal(held, string.Join(',', caller!.Permissions.Names));
    }

    // Made once: a signature or a megabyte for each of a few hundred, and the clock of their forge stands still.
    private static readonly TokenForge Made = new(new TestClock());
    private static readonly string MadeOf = Made.Good();
    private static readonly Dictionary<string, string> Corpus = TokenCorpus.Of(Made, MadeOf);

    public static TheoryData<string> Forgeries() => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forgery_is_refused(string name) => Assert.NotEqual(TokenVerdict.Valid, Cold().VerifyToken(Corpus[name], out _));

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void A_forgery_is_refused_after_the_good_token_it_was_made_of_warmed_the_cache(string name)
    {
        var verifier = Cold();
        Assert.Equal(TokenVerdict.Valid, verifier.VerifyToken(MadeOf, out _));
        Assert.NotEqual(TokenVerdict.Valid, verifier.VerifyToken(Corpus[name], out _));
        Assert.NotEqual(TokenVerdict.Valid, verifier.VerifyToken(Corpus[name], out _));
        Assert.Equal(TokenVerdict.Valid, verifier.VerifyToken(MadeOf, out _));
    }

    [Fact]
    public void The_corpus_is_made_of_a_token_that_holds()
    {
        // What is wrong with a forgery is what its name says, and not the rest of it.
        Assert.Equal(TokenVerdict.Valid, Cold().VerifyToken(MadeOf, out _));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(forge.SignText(MadeOf[..MadeOf.LastIndexOf('.')])));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(forge.Sign(TokenForge.Header, forge.Claims("more", "{\"of\":[\"ours\"]}"))));
        Assert.InRange(Corpus.Count, 150, int.MaxValue);
    }

    [Fact]
    public void The_library_alone_lets_in_what_our_gate_refuses()
    {
        // The reason for the gate. Should this fail one day, the library has become stricter: say so in decision 6.
        var library = new JsonWebTokenHandler();
        var demands = new TokenValidationParameters
        {
            ValidAlgorithms = [AccessTokenForm.Algorithm],
            ValidTypes = [AccessTokenForm.Type],
            ValidIssuer = "cartwright",
            ValidAudience = "cartwright",
            IssuerSigningKey = Made.Public[0].Security,
            ValidateLifetime = false,
        };
        Assert.All(
            ["crit with a name nobody knows", "sub twice", "sub twice, once escaped", "jku", "sub a number"],
            name => Assert.True(library.ValidateTokenAsync(Corpus[name], demands).GetAwaiter().GetResult().IsValid, name)
        );
    }

    [Fact]
    public async Task Many_verify_and_are_refused_at_once_with_one_key()
    {
        var good = Enumerable.Range(0, 8).Select(i => forge.Good(session: $"session-{i}")).ToList();
        var bad = good.Select(token => token.Split('.'))
            .Select(parts => $"{parts[0]}.{TokenForge.Text(forge.Claims("jti", "\"x\""))}.{parts[2]}")
            .ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(() =>
                    {
                        // A verifier of its own has an empty cache: every look is at the signature.
                        for (var round = 0; round < 20; round++)
                        {
                            var verifier = new TokenVerifier(forge, forge.Revocations, new TokenRules(), forge.Clock);
                            Assert.All(good, token => Assert.Equal(TokenVerdict.Valid, verifier.VerifyToken(token, out _)));
                            Assert.All(bad, token => Assert.Equal(TokenVerdict.Invalid, verifier.VerifyToken(token, out _)));
                        }
                    })
                )
        );
    }

    [Fact]
    public void A_refused_token_costs_one_look_at_a_signature_and_one_of_a_wrong_form_or_held_in_memory_none()
    {
        var looks = new SignatureLooks();
        forge.Public[0].Security.CryptoProviderFactory = looks;
        var good = forge.Good();
        var forged = forge.Good(user: "other")[..^86] + good[^86..];
        var expired = forge.Sign(TokenForge.Header, forge.Claims("exp", $"{forge.Now - 60}"));
        var otherKey = forge.Sign(TokenForge.Header.Replace(TokenForge.KeyId, "key-2", StringComparison.Ordinal), forge.Claims());
        (int, TokenVerdict) Cost(string token)
        {
            var before = looks.Count;
            return (forge.Verifier.VerifyToken(token, out _), looks.Count - before) is var (verdict, cost) ? (cost, verdict) : default;
        }

        Assert.Equal((1, TokenVerdict.Invalid), Cost(forged));
        Assert.Equal((1, TokenVerdict.Invalid), Cost(forged));
        Assert.Equal((1, TokenVerdict.Expired), Cost(expired));
        Assert.Equal((0, TokenVerdict.Invalid), Cost(otherKey));
        Assert.Equal((0, TokenVerdict.Invalid), Cost(good[..^1]));
        Assert.Equal((1, TokenVerdict.Valid), Cost(good));
        Assert.Equal((0, TokenVerdict.Valid), Cost(good));

        // However long a text is, nothing is made of it: neither a copy nor parts.
        var endless = "Bearer " + new string('a', 1_000_000);
        Assert.Equal(TokenVerdict.Invalid, forge.Verifier.Verify(endless, out _));
        var from = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(TokenVerdict.Invalid, forge.Verifier.Verify(endless, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - from, 0, 4096);
    }

    [Fact]
    public void The_library_tells_nobody_what_a_refused_token_says()
    {
        using var heard = new LibraryLog();
        var secret = "someone-" + Guid.NewGuid().ToString("N");
        var told = forge.Sign(TokenForge.Header, forge.Claims("email", $"\"{secret}@example.com\"", user: secret));
        var expired = forge.Sign(TokenForge.Header, forge.Claims("exp", $"{forge.Now - 60}", user: secret));
        var otherIssuer = forge.Sign(TokenForge.Header, forge.Claims("iss", $"\"{secret}\"", user: secret));
        string[] tokens = [told, told[..^86] + expired[^86..], expired, otherIssuer];
        Assert.All(tokens, token => forge.Verify(token));
        Assert.DoesNotContain(
            heard.Lines,
            line =>
                line.Contains(secret, StringComparison.Ordinal)
                || tokens.Any(token => line.Contains(token.Split('.')[1], StringComparison.Ordinal))
        );
        Assert.False(Microsoft.IdentityModel.Logging.IdentityModelEventSource.ShowPII);
    }

    [Fact]
    public void Another_spelling_of_a_good_signature_is_refused()
    {
        // The last of 86 characters carries two bits; the other four must be zero.
        var good = forge.Good();
        var last = good[^1];
        foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(c => c != last))
        {
            Assert.Equal(TokenVerdict.Invalid, forge.Verify(good[..^1] + other));
        }
    }

    [Fact]
    public void A_cached_token_expires_to_the_second()
    {
        var good = forge.Good();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(899));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(1));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Expired, forge.Verify(good));
    }

    [Fact]
    public void A_cached_token_ends_with_its_session_and_others_do_not()
    {
        var (mine, other) = (forge.Good(), forge.Good(session: "session-2"));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(mine));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(other));
        forge.Revocations.Add(
            new Revocation
            {
                Number = 1,
                SessionId = "session-1",
                BeforeUnixSeconds = forge.Now + 900,
            }
        );
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(mine));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(other));
    }

    [Fact]
    public void All_tokens_of_a_user_end_except_those_issued_from_then_on()
    {
        var (old, young) = (forge.Good(), forge.Good(iat: forge.Now + 1, session: "session-2"));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(old));
        forge.Revocations.Add(
            new Revocation
            {
                Number = 1,
                UserId = "user-1",
                BeforeUnixSeconds = forge.Now + 1,
            }
        );
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(old));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(young));
        Assert.Equal(TokenVerdict.Valid, forge.Verify(forge.Good(user: "user-2")));
    }

    [Fact]
    public void A_revocation_heard_before_the_token_was_first_seen_counts()
    {
        forge.Revocations.Add(
            new Revocation
            {
                Number = 1,
                SessionId = "session-1",
                BeforeUnixSeconds = forge.Now + 900,
            }
        );
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(forge.Good()));
        Assert.Equal(TokenVerdict.Invalid, forge.Verify(forge.Good()));
    }

    [Fact]
    public void Without_word_of_revocations_no_token_is_trusted()
    {
        var good = forge.Good();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
        forge.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TokenVerdict.Unavailable, forge.Verify(good));
        forge.Revocations.Heard();
        Assert.Equal(TokenVerdict.Valid, forge.Verify(good));
    }

    [Fact]
    public void The_cache_never_holds_more_than_its_bound()
    {
        var cache = new TokenCache(100);
        var held = new HeldToken(new Caller("u", "s", [Role.Customer]), 0, long.MaxValue);
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add($"token-{i}", held);
        }

        var kept = Enumerable.Range(0, 10_000).Count(i => cache.TryGet($"token-{i}", out _));
        Assert.InRange(kept, 1, 102);
        Assert.True(cache.TryGet("token-9999", out _));
    }

    private static TokenVerifier Cold() => new(Made, Made.Revocations, new TokenRules(), Made.Clock);

    /// <summary>Counts how often a signature is looked at.</summary>
    private sealed class SignatureLooks : CryptoProviderFactory
    {
        public int Count { get; private set; }

        public override SignatureProvider CreateForVerifying(SecurityKey key, string algorithm)
        {
            Count++;
            return base.CreateForVerifying(key, algorithm);
        }
    }

    /// <summary>All that the library would tell a listener that hears everything.</summary>
    private sealed class LibraryLog : EventListener
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        protected override void OnEventSourceCreated(EventSource source)
        {
            if (source.Name.StartsWith("Microsoft.IdentityModel", StringComparison.Ordinal))
            {
                EnableEvents(source, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs told) => Lines.Enqueue(string.Join(' ', told.Payload ?? new([])));
    }
}
