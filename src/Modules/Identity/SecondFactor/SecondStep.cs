// POST /api/auth/second-factor and what staff do who have none yet: from a challenge and a code to a session.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Identity;

/// <param name="Challenge">From the answer to the password.</param>
/// <param name="Code">Six digits of the authenticator app, or a recovery code.</param>
/// <param name="GuestToken">The access token of the guest whose cart comes along.</param>
internal sealed record SecondStepBody(string Challenge, string Code, string? GuestToken = null);

/// <param name="Challenge">From the answer to the password.</param>
internal sealed record ChallengeBody(string Challenge);

/// <summary>A challenge holds for <see cref="Limits.ChallengeLife"/>, for few tries, once, and for the account it was made for.</summary>
internal sealed class SecondStep(
    [FromKeyedServices("identity")] Database database,
    SecondFactors factors,
    SignIn signIn,
    TimeProvider clock
)
{
    private const int ChallengeCharsMax = 200;

    private static readonly Refusal Invalid = new(
        RefusalKind.Unauthenticated,
        "challenge_invalid",
        "The challenge does not hold, or not any more: it is good for five minutes and five codes. Sign in again."
    );

    private static readonly Refusal Wrong = SecondFactors.Wrong with { Kind = RefusalKind.Unauthenticated };

    /// <summary>Refused with <c>challenge_invalid</c>, <c>code_wrong</c>, <c>too_many_attempts</c>.</summary>
    /// <param name="agent">What the client says of itself.</param>
    public Task<Outcome<SignedIn>> Do(SecondStepBody body, string network, string agent, CancellationToken cancel) =>
        Step(
            body,
            setsUp: false,
            network,
            agent,
            async (transaction, account) => await factors.Use(transaction, account.UserId, body.Code) ? null : Wrong,
            cancel
        );

    /// <summary>A secret for staff who must have one. Refused with <c>challenge_invalid</c>.</summary>
    public async Task<Outcome<TotpSecret>> SetUp(ChallengeBody body) =>
        body.Challenge.Length <= ChallengeCharsMax
        && await database.Read(sql => SecondFactorStore.Find(sql, body.Challenge, Now)) is { SetsUp: true } challenge
            ? await factors.Begin(challenge.UserId)
            : Invalid;

    /// <summary>Turns it on by its first code and signs in; the recovery codes come with the tokens. Refused as <see cref="Do"/>.</summary>
    public async Task<Outcome<SignedIn>> Confirm(SecondStepBody body, string network, string agent, CancellationToken cancel)
    {
        IReadOnlyList<string> codes = [];
        var outcome = await Step(
            body,
            setsUp: true,
            network,
            agent,
            async (transaction, account) =>
            {
                var confirmed = await factors.Confirm(transaction, account, body.Code, null);
                codes = confirmed.Is(out var made, out _) ? made.Codes : [];
                return confirmed.Refused is { Code: "code_wrong" } ? Wrong : confirmed.Refused;
            },
            cancel
        );
        return outcome.Then(signedIn => signedIn with { RecoveryCodes = codes });
    }

    private async Task<Outcome<SignedIn>> Step(
        SecondStepBody body,
        bool setsUp,
        string network,
        string agent,
        Func<Transaction, Account, ValueTask<Refusal?>> code,
        CancellationToken cancel
    )
    {
        if (body.Challenge.Length > ChallengeCharsMax)
        {
            return Invalid;
        }

        // Looked at first, so that made-up challenges are counted against nobody; counted before the code is, so that many at once cannot
        // slip in together.
        if (await database.Read(sql => SecondFactorStore.Find(sql, body.Challenge, Now)) is not { } seen || seen.SetsUp != setsUp)
        {
            return Invalid;
        }

        var subject = seen.Device is null ? "code:" + seen.UserId : $"code:{seen.UserId}:{seen.Device}";
        if (await factors.Refuses(body.Code, subject) is { } refused)
        {
            return refused;
        }

        if (
            await database.Write(transaction => SecondFactorStore.Try(transaction, body.Challenge, Now), cancel) is not { } challenge
            || await database.Read(sql => UserStore.ById(sql, challenge.UserId)) is not { Disabled: false } account
        )
        {
            return Invalid;
        }

        return await signIn.Start(
            account,
            subject,
            challenge.Device,
            body.GuestToken,
            network,
            agent,
            async transaction =>
                await code(transaction, account) ?? (await SecondFactorStore.UseChallenge(transaction, body.Challenge) ? null : Invalid),
            cancel
        );
    }

    /// <summary>What whoever knew the password is asked: for a code, or to set a second factor up.</summary>
    internal static Refusal Asks(string token, bool setsUp) =>
        new(
            RefusalKind.Unauthenticated,
            setsUp ? "second_factor_setup_required" : "second_factor_required",
            setsUp
                ? "The shop asks its staff for a second factor. POST /api/auth/second-factor/set-up gives a secret for an authenticator app."
                : "The password is right. POST /api/auth/second-factor takes the code of your authenticator app."
        )
        {
            Facts = new JsonObject { ["challenge"] = token, ["expires_in"] = (long)Limits.ChallengeLife.TotalSeconds },
        };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
