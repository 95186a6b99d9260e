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

    internal static readonly Refusal Invalid = new(
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
        (await Find(body.Challenge, setsUp: true)).Is(out var challenge, out var refused) ? await factors.Begin(challenge.UserId) : refused;

    /// <summary>The challenge while it holds, without counting a try. Refused with <c>challenge_invalid</c>.</summary>
    /// <param name="setsUp">Whether it has to be one that sets a second factor up.</param>
    internal async Task<Outcome<Challenge>> Find(string token, bool setsUp) =>
        token.Length <= ChallengeCharsMax
        && await database.Read(sql => SecondFactorStore.Find(sql, token, Now)) is { } challenge
        && challenge.SetsUp == setsUp
            ? challenge
            : Invalid;

    /// <summary>Counts a try on the challenge before its answer is looked at; it, and whose it is. Refused as <see cref="Find"/>.</summary>
    internal async Task<Outcome<(Challenge Challenge, Account Account)>> Enter(string token, bool setsUp, CancellationToken cancel)
    {
        if ((await Find(token, setsUp)).Refused is { } refused)
        {
            return refused;
        }

        return
            await database.Write(transaction => SecondFactorStore.Try(transaction, token, Now), cancel) is { } challenge
            && await database.Read(sql => UserStore.ById(sql, challenge.UserId)) is { Disabled: false } account
            ? (challenge, account)
            : Invalid;
    }

    /// <summary>Uses the challenge up, in the transaction that begins the session.</summary>
    internal static async ValueTask<Refusal?> Use(Transaction transaction, string token) =>
        await SecondFactorStore.UseChallenge(transaction, token) ? null : Invalid;

    /// <summary>What tries with codes are counted under.</summary>
    internal static string SubjectOf(Challenge challenge) =>
        challenge.Device is null ? "code:" + challenge.UserId : $"code:{challenge.UserId}:{challenge.Device}";

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
        // Looked at first, so that made-up challenges are counted against nobody; counted before the code is, so that many at once cannot
        // slip in together.
        if (!(await Find(body.Challenge, setsUp)).Is(out var seen, out var refused))
        {
            return refused;
        }

        var subject = SubjectOf(seen);
        if (await factors.Refuses(body.Code, subject) is { } wrong)
        {
            return wrong;
        }

        if (!(await Enter(body.Challenge, setsUp, cancel)).Is(out var entered, out refused))
        {
            return refused;
        }

        var (challenge, account) = entered;
        return await signIn.Start(
            account,
            subject,
            challenge.Device,
            body.GuestToken,
            network,
            agent,
            async transaction => await code(transaction, account) ?? await Use(transaction, body.Challenge),
            cancel
        );
    }

    /// <summary>What whoever knew the password is asked: for one of the account's factors, or to set one up.</summary>
    /// <param name="factors">What the account has; nothing where it is to set one up.</param>
    internal static Refusal Asks(string token, AccountFactors factors) =>
        new(
            RefusalKind.Unauthenticated,
            factors.Guards ? "second_factor_required" : "second_factor_setup_required",
            factors.Guards
                ? "The password is right, and the account asks for one of methods: POST /api/auth/second-factor takes a code of an authenticator app or a recovery code, "
                    + "POST /api/auth/second-factor/passkey what a passkey has signed."
                : "The shop asks its staff for a second factor. POST /api/auth/second-factor/set-up gives a secret for an authenticator app, "
                    + "POST /api/auth/second-factor/passkey/set-up asks for a passkey."
        )
        {
            Facts = new JsonObject
            {
                ["challenge"] = token,
                ["expires_in"] = (long)Limits.ChallengeLife.TotalSeconds,
                ["methods"] = new JsonArray([.. factors.Methods.Select(method => (JsonNode)method)]),
            },
        };

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
