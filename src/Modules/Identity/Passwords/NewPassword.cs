// What follows from a new password, however it came about.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class NewPassword
{
    /// <summary>The wording of the mail that tells of it.</summary>
    public const string Template = "password_changed";

    /// <summary>
    /// Keeps it; ends the account's sessions and all its access tokens; links are void, tries forgotten, and the owner is told by mail.
    /// </summary>
    /// <param name="kept">The hash.</param>
    /// <param name="exceptSession">A session that goes on: its next refresh gives a token again.</param>
    public static async ValueTask Set(
        Transaction transaction,
        RevocationList revocations,
        PasswordLinks links,
        Account account,
        string kept,
        long nowMs,
        string? exceptSession
    )
    {
        await Keep(transaction, revocations, account, kept, nowMs, exceptSession);
        await links.Mail(transaction, account, Template, links.ForgotPage, nowMs);
    }

    /// <summary>The same, of which nobody is told here: whoever asks for it tells more.</summary>
    public static async ValueTask Keep(
        Transaction transaction,
        RevocationList revocations,
        Account account,
        string kept,
        long nowMs,
        string? exceptSession
    )
    {
        await UserStore.SetPassword(transaction, account.UserId, kept);
        await SessionStore.EndAllSessions(transaction, revocations, account.UserId, nowMs, exceptSession);
        await RecoveryStore.VoidLinks(transaction, account.UserId);

        // Whoever knew the password before must not finish what he began with it.
        await EmailStore.VoidConfirming(transaction, account.UserId);
        await SecondFactorStore.VoidChallenges(transaction, account.UserId);
        await PasskeyStore.VoidChallenges(transaction, account.UserId);
        await SessionStore.ForgetTries(transaction, SignIn.SubjectOf(account, account.Email));
    }
}
