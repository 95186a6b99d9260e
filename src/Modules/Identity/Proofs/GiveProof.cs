// POST /api/users/me/password/proof and …/passkeys/proof: whoever gives the password again, or a passkey, may do for some minutes what a
// token alone must not.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Password">The present one.</param>
internal sealed record PasswordProofAskBody(string Password);

/// <param name="Credential">What <c>navigator.credentials.get</c> answered, as its <c>toJSON()</c> writes it.</param>
internal sealed record PasskeyProofAskBody(JsonElement Credential);

/// <param name="Proof">To be sent with what asks for it; it holds in this session alone.</param>
internal sealed record PasswordProofBody(string Proof, DateTimeOffset ExpiresAt);

internal sealed class GiveProof(
    [FromKeyedServices("identity")] Database database,
    OwnerProof owner,
    PasskeyCeremony ceremony,
    PasskeyChallenges challenges,
    PasskeyCheck passkeys,
    SealedText seals,
    TimeProvider clock
)
{
    private static readonly Refusal None = Refusal.NotFound("passkey_not_found", "Your account has no passkey.");

    /// <summary>
    /// A proof for the caller. Refused with <c>password_wrong</c>, and after five wrong ones with <c>too_many_attempts</c>.
    /// </summary>
    /// <param name="network">Where the request comes from.</param>
    public async Task<Outcome<PasswordProofBody>> ByPassword(Caller caller, PasswordProofAskBody body, string network) =>
        (await owner.Ask(caller, body.Password, null, network)).Then(_ => For(caller));

    /// <summary>What one of the caller's passkeys is asked. Refused with <c>passkey_not_found</c>, <c>passkeys_unavailable</c>.</summary>
    public async Task<Outcome<PasskeyAsk>> BeginPasskey(Caller caller)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        var mine = await database.Read(sql => PasskeyStore.Of(sql, caller.UserId));
        return mine.Count == 0 ? None : PasskeyAsk.Of(ceremony.AskToSign(await challenges.Make(Expected(caller)), mine));
    }

    /// <summary>A proof for the caller. Refused as <see cref="PasskeyCheck.Signed"/>.</summary>
    public async Task<Outcome<PasswordProofBody>> ByPasskey(Caller caller, PasskeyProofAskBody body)
    {
        var signed = await passkeys.Signed(body.Credential, Expected(caller));

        // Not 401: the token holds, and a client that hears 401 signs its user out.
        return signed.Refused is { Kind: RefusalKind.Unauthenticated } refused
            ? refused with
            {
                Kind = RefusalKind.Forbidden,
            }
            : signed.Then(_ => For(caller));
    }

    private static PasskeyChallenge Expected(Caller caller) => new(PasskeyPurpose.Proof, caller.UserId, caller.SessionId);

    private PasswordProofBody For(Caller caller)
    {
        var now = clock.GetUtcNow();
        return new PasswordProofBody(PasswordProof.Make(seals, caller, now.ToUnixTimeMilliseconds()), now + PasswordProof.Life);
    }
}
