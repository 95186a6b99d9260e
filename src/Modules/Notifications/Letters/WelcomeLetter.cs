// Writes the mail that greets a new account.
using Cartwright.Contracts;

namespace Cartwright.Notifications;

/// <summary>From the event to the mail.</summary>
public static class WelcomeLetter
{
    /// <param name="user">The account.</param>
    /// <param name="pen">With what it is written; null for <see cref="MailPen.Plain"/>.</param>
    public static Letter Write(UserFacts user, MailPen? pen = null) =>
        Letter.Of(Occasion.WelcomeTemplate, new LetterModel(pen ?? MailPen.Plain, user.Name));
}
