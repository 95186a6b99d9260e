// Looks at what a passkey has signed, for whatever was asked: a sign-in, the step behind a password, or a proof.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Identity;

internal sealed class PasskeyCheck(
    [FromKeyedServices("identity")] Database database,
    PasskeyCeremony ceremony,
    PasskeyChallenges challenges,
    PasswordLinks links,
    TimeProvider clock,
    ILogger<PasskeyCheck> log
)
{
    private const string CopiedTemplate = "passkey_copied";

    internal static readonly Refusal Late = new(
        RefusalKind.Unauthenticated,
        "passkey_challenge_invalid",
        "The question to your passkey does not hold, or not any more: it is good once and for five minutes. Begin again."
    );
    private static readonly Refusal Unknown = new(
        RefusalKind.Unauthenticated,
        "passkey_unknown",
        "The shop does not know this passkey here. It may have been removed: use another, or sign in with your password."
    );
    private static readonly Refusal Wrong = new(
        RefusalKind.Unauthenticated,
        "passkey_wrong",
        "What the passkey has signed does not hold. Nothing was done; begin again."
    );
    private static readonly Refusal Copied = new(
        RefusalKind.Unauthenticated,
        "passkey_copied",
        "The passkey has counted backwards, as if there were two of it. It opens nothing; its owner is told by mail. Use another, and remove this one."
    );

    /// <summary>
    /// The passkey that has signed. Its use is noted whatever follows. Refused with <c>validation_failed</c>,
    /// <c>passkey_challenge_invalid</c>, <c>passkey_unknown</c>, <c>passkey_wrong</c>, <c>passkey_copied</c>.
    /// </summary>
    /// <param name="credential">As the browser has answered.</param>
    /// <param name="expected">What was asked: an answer to something else is none.</param>
    public async Task<Outcome<PasskeyRow>> Signed(JsonElement credential, PasskeyChallenge expected)
    {
        if (ceremony.Unavailable is { } unavailable)
        {
            return unavailable;
        }

        if (!PasskeyAnswer.Read(credential, makes: false).Is(out var answer, out var refused))
        {
            return refused;
        }

        if (await challenges.Take(answer, expected) is not { } challenge)
        {
            return Late;
        }

        // By a passkey alone nobody has said who signs in, so that the passkey must.
        if (
            await database.Read(sql => PasskeyStore.ByCredential(sql, answer.CredentialId)) is not { } passkey
            || (expected.UserId ?? passkey.UserId) != passkey.UserId
            || (expected.UserId is null && answer.UserHandle is null)
        )
        {
            return Unknown;
        }

        var (signed, why) = await ceremony.Signed(answer, challenge, passkey);
        if (signed is null)
        {
            log.LogWarning("A passkey's signature for {User} does not hold: {Why}", passkey.UserId, why);
            return Wrong;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write(transaction => Note(transaction, passkey, signed, now)) switch
        {
            Use.Noted => passkey,
            Use.Copied => Copied,
            _ => Unknown,
        };
    }

    // A refusal would leave no trace, and its owner must hear of a copy.
    private async ValueTask<Use> Note(Transaction transaction, PasskeyRow passkey, PasskeySignature signed, long now)
    {
        if (await UserStore.Hold(transaction, passkey.UserId) is not { } account)
        {
            return Use.Gone;
        }

        if (await PasskeyStore.Use(transaction, passkey.PasskeyId, signed.SignCount, signed.Synced, now))
        {
            return Use.Noted;
        }

        if (await PasskeyStore.ByCredential(transaction, passkey.CredentialId) is not { } present)
        {
            return Use.Gone;
        }

        log.LogWarning(
            "The passkey {Passkey} of {User} counts {Count} after {Before}: there may be two of it.",
            passkey.PasskeyId,
            passkey.UserId,
            signed.SignCount,
            present.SignCount
        );
        if (await EmailLinks.Counts(transaction, "passkey:copied:" + account.UserId, EmailLinks.MailboxMax, now))
        {
            await links.Mail(transaction, account, CopiedTemplate, links.ForgotPage, now);
        }

        return Use.Copied;
    }

    private enum Use
    {
        Noted,
        Copied,
        Gone,
    }
}
