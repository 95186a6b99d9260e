// How long each table of Notifications keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Notifications;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("reminder_stops", "Who does not want reminders does not want them next year either: a keyed hash an address."),
        Retention.Days(
            "mail_templates",
            "TestTemplates",
            30,
            min: 1,
            "Words in force, and those that mails were written with, stay: the mailbox shows a mail as it was. Drafts that were only tried go.",
            "DELETE FROM mail_templates WHERE (name, language, version) IN (SELECT name, language, version FROM mail_templates WHERE version < 0 AND at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.Days(
            "mail",
            "LastMail",
            7,
            min: 1,
            "The mail that an account is erased goes when it is sent; without a server for mail the mailbox is where it ends, for some days.",
            "DELETE FROM mail WHERE mail_id IN (SELECT mail_id FROM mail WHERE user_id = '' AND mail_id < $3 AND template = 'account_erased' AND status IN ('sent', 'failed') ORDER BY mail_id LIMIT $2)"
        ),
        Retention.Days(
            "mail",
            "Mail",
            400,
            min: 30,
            "A mail has names and addresses; a year of them answers what customers ask. Ids of mails are times.",
            "DELETE FROM mail WHERE mail_id IN (SELECT mail_id FROM mail WHERE mail_id < $3 AND status IN ('sent', 'failed') ORDER BY mail_id LIMIT $2)"
        ),
    ];
}
