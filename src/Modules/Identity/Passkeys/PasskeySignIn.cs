// POST /api/auth/passkey and /api/auth/second-factor/passkey: to a session by a passkey alone, or by one behind the password. And what
// staff do who have no second factor yet and choose a passkey for it.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Credential">What <c>navigator.credentials.get</c> answered, as its <c>toJSON()</c> writes it.</param>
/// <param name="GuestToken">The access token of the guest whose cart comes along.</param>
internal sealed record PasskeySignInBody(JsonElement Credential, string? GuestToken = null);

/// <param name="Challenge">From the answer to the password.</param>
/// <param name="Credential">What <c>navigator.credentials.get</c> answered, as its <c>toJSON()</c> writes it.</param>
/// <param name="GuestToken">The access token of the guest whose cart comes along.</param>
internal sealed record PasskeyStepBody(string Challenge, JsonElement Credential, string? GuestToken = null);

/// <param name="Challenge">From the answer to the password.</param>
/// <param name="Credential">What <c>navigator.credentials.create</c> answered, as its <c>toJSON()</c> writes it.</param>
/// <param name="Name">What its owner calls it; the browser and the machine unless said.</param>
/// <param name="GuestToken">The access token of the guest whose cart comes along.</param>
internal sealed record PasskeySetUpBody(string Challenge, JsonElement Credential, string? Name = null, string? GuestToken = null);

internal sealed class PasskeySignIn(
    [FromKeyedServices("identity")] Database database,
    PasskeyCeremony ceremony,
    PasskeyChallenges challenges,
    PasskeyCheck check,
    Passkeys passkeys,
    SecondStep step,
    SignIn signIn
)
{
    private static readonly PasskeyChallenge Anybody = new(PasskeyPurpose.SignIn, null, string.Empty);

    private static readonly Refusal Gone = new(
        RefusalKind.Unauthenticated,
        "passkey_unknown",
        "The passkey was removed, or its account was shut. Use another, or sign in with your password."
    );

    /// <summary>What any passkey of the shop is asked: whose it is, it says itself. Refused with <c>passkeys_unavailable</c>.</summary>
    public async Task<Outcome<PasskeyAsk>> Begin() =>
        ceremony.Unavailable is { } unavailable ? unavailable : PasskeyAsk.Of(ceremony.AskToSign(await challenges.Make(Anybody), []));

    /// <summary>
    /// Signs in without a password. The authenticator has shown that its owner is there, so that no other factor is asked for. Refused as
    /// <see cref="PasskeyCheck.Signed"/>.
    /// </summary>
    /// <param name="agent">What the client says of itself.</param>
    public async Task<Outcome<SignedIn>> Do(PasskeySignInBody body, string network, string agent, CancellationToken cancel)
    {
        if (!(await check.Signed(body.Credential, Anybody)).Is(out var passkey, out var refused))
        {
            return refused;
        }

        return await database.Read(sql => UserStore.ById(sql, passkey.UserId)) is not { Disabled: false } account
            ? Gone
            : await signIn.Start(
                account,
                SignIn.SubjectOf(account, account.Email),
                device: null,
                body.GuestToken,
                network,
                agent,
                transaction => IsThere(transaction, passkey),
                cancel,
                passkey.PasskeyId
            );
    }

    /// <summary>
    /// What one of the passkeys of whoever knew the password is asked. Refused with <c>challenge_invalid</c>, <c>passkeys_unavailable</c>.
    /// </summary>
    public async Task<Outcome<PasskeyAsk>> BeginStep(ChallengeBody body)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        if (!(await step.Find(body.Challenge, setsUp: false)).Is(out var seen, out var refused))
        {
            return refused;
        }

        var theirs = await database.Read(sql => PasskeyStore.Of(sql, seen.UserId));
        var asked = Expected(PasskeyPurpose.SecondFactor, seen, body.Challenge);
        return PasskeyAsk.Of(ceremony.AskToSign(await challenges.Make(asked), theirs));
    }

    /// <summary>Refused with <c>challenge_invalid</c>, and as <see cref="PasskeyCheck.Signed"/>.</summary>
    /// <param name="agent">What the client says of itself.</param>
    public async Task<Outcome<SignedIn>> Step(PasskeyStepBody body, string network, string agent, CancellationToken cancel)
    {
        if (!(await step.Enter(body.Challenge, setsUp: false, cancel)).Is(out var entered, out var refused))
        {
            return refused;
        }

        var (challenge, account) = entered;
        var expected = Expected(PasskeyPurpose.SecondFactor, challenge, body.Challenge);
        return (await check.Signed(body.Credential, expected)).Is(out var passkey, out refused)
            ? await signIn.Start(
                account,
                SecondStep.SubjectOf(challenge),
                challenge.Device,
                body.GuestToken,
                network,
                agent,
                async transaction => await IsThere(transaction, passkey) ?? await SecondStep.Use(transaction, body.Challenge),
                cancel,
                passkey.PasskeyId
            )
            : refused;
    }

    /// <summary>
    /// What an authenticator of staff who must have a second factor is asked to make. Refused with <c>challenge_invalid</c>,
    /// <c>passkeys_unavailable</c>.
    /// </summary>
    public async Task<Outcome<PasskeyAsk>> BeginSetUp(ChallengeBody body)
    {
        if (!(await step.Find(body.Challenge, setsUp: true)).Is(out var seen, out var refused))
        {
            return refused;
        }

        return await database.Read(sql => UserStore.ById(sql, seen.UserId)) is { Disabled: false } account
            ? await passkeys.AskToMake(account, Expected(PasskeyPurpose.SetUp, seen, body.Challenge))
            : SecondStep.Invalid;
    }

    /// <summary>
    /// Adds the passkey and signs in; the recovery codes come with the tokens. Refused with <c>challenge_invalid</c>, and as
    /// <see cref="Passkeys.Add(Cartwright.Web.Caller, NewPasskeyBody, string)"/>.
    /// </summary>
    /// <param name="agent">What the client says of itself.</param>
    public async Task<Outcome<SignedIn>> SetUp(PasskeySetUpBody body, string network, string agent, CancellationToken cancel)
    {
        if (!(await step.Enter(body.Challenge, setsUp: true, cancel)).Is(out var entered, out var refused))
        {
            return refused;
        }

        var (challenge, account) = entered;
        var asked = Expected(PasskeyPurpose.SetUp, challenge, body.Challenge);
        if (!(await passkeys.Make(account, new(body.Credential, body.Name), asked, agent)).Is(out var row, out refused))
        {
            return refused.Kind == RefusalKind.Forbidden ? refused with { Kind = RefusalKind.Unauthenticated } : refused;
        }

        IReadOnlyList<string>? codes = null;
        var outcome = await signIn.Start(
            account,
            SecondStep.SubjectOf(challenge),
            challenge.Device,
            body.GuestToken,
            network,
            agent,
            async transaction =>
            {
                // A password alone adds nothing to an account that has got a second factor meanwhile.
                if ((await SecondFactorStore.FactorsOf(transaction, account.UserId)).Guards)
                {
                    return SecondFactors.AlreadyOn;
                }

                var added = await passkeys.Add(transaction, account, row, session: null);
                codes = added.Is(out var made, out _) ? made.RecoveryCodes : null;
                return added.Refused ?? await SecondStep.Use(transaction, body.Challenge);
            },
            cancel,
            row.PasskeyId
        );
        return outcome.Then(signedIn => signedIn with { RecoveryCodes = codes });
    }

    private static PasskeyChallenge Expected(string purpose, Challenge challenge, string token) =>
        new(purpose, challenge.UserId, PasskeyStore.Hash(token));

    // It may have been removed since it signed.
    private static async ValueTask<Refusal?> IsThere(Transaction transaction, PasskeyRow passkey) =>
        await PasskeyStore.ByCredential(transaction, passkey.CredentialId) is { } present && present.PasskeyId == passkey.PasskeyId
            ? null
            : Gone;
}
