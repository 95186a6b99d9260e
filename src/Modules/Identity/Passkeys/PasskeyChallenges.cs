// Questions to authenticators: each is random, good once and for minutes, for one purpose and whoever it is bound to.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <summary>What an answer may be used for: that to one question is none to another.</summary>
internal static class PasskeyPurpose
{
    /// <summary>A signed-in user adds a passkey; bound to the session.</summary>
    public const string Add = "add";

    /// <summary>A signed-in user proves to be the account's owner; bound to the session.</summary>
    public const string Proof = "proof";

    /// <summary>Somebody signs in by a passkey alone; bound to nobody, because nobody is known yet.</summary>
    public const string SignIn = "sign_in";

    /// <summary>Somebody who knew the password; bound to the challenge of that.</summary>
    public const string SecondFactor = "second_factor";

    /// <summary>Staff who must have a second factor make a passkey; bound to the challenge of the password.</summary>
    public const string SetUp = "set_up";
}

internal sealed class PasskeyChallenges([FromKeyedServices("identity")] Database database, IIds ids, TimeProvider clock)
{
    /// <summary>A new challenge, in base64url.</summary>
    public async Task<string> Make(PasskeyChallenge row)
    {
        var challenge = ids.Secret();
        var expires = clock.GetUtcNow().Add(Limits.ChallengeLife).ToUnixTimeMilliseconds();
        await database.Write(async transaction =>
        {
            await PasskeyStore.AddChallenge(transaction, challenge, row, expires);
            return true;
        });
        return challenge;
    }

    /// <summary>
    /// Uses the challenge of an answer up, whether the answer holds or not; null when it is unknown, used, expired, or was for something
    /// or somebody else.
    /// </summary>
    public async Task<string?> Take(PasskeyAnswer answer, PasskeyChallenge expected)
    {
        if (answer.Challenge is not { Length: > 0 and <= ChallengeCharsMax } challenge)
        {
            return null;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var taken = await database.Write(transaction => PasskeyStore.TakeChallenge(transaction, challenge, now));
        return taken == expected ? challenge : null;
    }

    private const int ChallengeCharsMax = 100;
}
