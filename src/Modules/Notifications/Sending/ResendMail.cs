// Sends a stored mail once more because an admin asks for it.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>The command behind POST /api/mail/{mail_id}/resend.</summary>
public sealed class ResendMail(Database database, MailSettings settings, TimeProvider clock, Signal waiting)
{
    /// <summary>
    /// The mail after the command. It keeps its Message-ID. Refused with <c>mail_not_found</c>, <c>mail_being_sent</c>,
    /// <c>recipient_invalid</c>.
    /// </summary>
    public Task<Outcome<FullMail>> Run(string mailId, CancellationToken cancel) =>
        database.Write<Outcome<FullMail>>(
            async tx =>
            {
                if (await MailStore.Find(tx, mailId) is not { } mail)
                {
                    return MailNotFound;
                }

                if (!MailText.IsAddress(mail.Row.To))
                {
                    return Refusal.Conflict("recipient_invalid", "The mail has no usable recipient, so it cannot be sent.");
                }

                var status = settings.Smtp is null ? "sent" : "queued";
                if (!await MailStore.Again(tx, mailId, status, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                {
                    return Refusal.Conflict("mail_being_sent", "The mail is being sent at this moment. Look again in a minute.");
                }

                if (status == "queued")
                {
                    tx.OnCommitted(waiting.Raise);
                }

                return (await MailStore.Find(tx, mailId))!;
            },
            cancel
        );

    internal static Refusal MailNotFound { get; } = Refusal.NotFound("mail_not_found", "There is no mail under this id.");
}
