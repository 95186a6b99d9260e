// All SQL of the mailbox.
using System.Data.Common;
using System.Globalization;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Notifications;

/// <summary>A row without its bodies.</summary>
/// <param name="Language">In which it is written; null of mails from before there were several, which are in English.</param>
/// <param name="TemplateVersion">Of the owner's words; null for those of the program.</param>
public sealed record MailRow(
    string MailId,
    string MessageId,
    string Template,
    string? OrderId,
    string UserId,
    string To,
    string Subject,
    string Status,
    int Tries,
    string? Error,
    long CreatedMs,
    long? SentMs,
    string? Language = null,
    long? TemplateVersion = null
);

/// <summary>
/// A row with what its bodies are made of. They are made when they are asked for: most mails of a mailbox are never opened.
/// </summary>
/// <param name="Data">The event that asked for the mail, as it came.</param>
/// <param name="TraceParent">The event's W3C trace context, or null.</param>
/// <param name="Attached">The papers that go along; fetched when the mail goes out, and not stored. Null: none.</param>
/// <param name="Own">The owner's words that it was written with; null for those of the program.</param>
public sealed record FullMail(
    MailRow Row,
    string Data,
    string? TraceParent = null,
    IReadOnlyList<AttachedPaper>? Attached = null,
    TemplateText? Own = null
);

/// <summary>A file of a mail.</summary>
public sealed record AttachedPaper(string Name, byte[] Pdf);

/// <summary>What a list shows; null filters nothing.</summary>
public sealed record MailFilter(
    string? To = null,
    string? OrderId = null,
    string? Template = null,
    string? Status = null,
    string? UserId = null
);

/// <summary>Reads and writes mails.</summary>
public static class MailStore
{
    private const string Columns =
        "mail_id, message_id, template, order_id, user_id, recipient, subject, status, tries, error, created_ms, sent_ms, language, template_version";

    // With what the bodies are made of; the words by their key.
    private const string Whole =
        Columns
        + ", data, trace_parent, "
        + "(SELECT t.subject FROM mail_templates t WHERE t.name = mail.template AND t.language = mail.language AND t.version = mail.template_version), "
        + "(SELECT t.body FROM mail_templates t WHERE t.name = mail.template AND t.language = mail.language AND t.version = mail.template_version)";

    private static readonly RowsInsert Added = new(
        "INSERT INTO mail(mail_id, occasion, message_id, template, order_id, user_id, recipient, subject, data, status, next_ms, error, created_ms, sent_ms, "
            + "trace_parent, language, template_version) VALUES ",
        17,
        " ON CONFLICT (occasion) DO NOTHING"
    );

    /// <summary>Stores a mail, unless its occasion already has one, together with others of the transaction.</summary>
    public static void Add(
        Transaction tx,
        string mailId,
        Occasion occasion,
        string messageId,
        string to,
        string subject,
        string data,
        string status,
        string? error,
        long nowMs,
        string? trace,
        string? language = null,
        long? version = null
    ) =>
        Added.Later(
            tx,
            mailId,
            occasion.Key,
            messageId,
            occasion.Template,
            occasion.OrderId,
            occasion.UserId,
            to,
            subject,
            data,
            status,
            nowMs,
            error,
            nowMs,
            status == "sent" ? nowMs : null,
            trace,
            language,
            version
        );

    /// <summary>Newest first, after a mail id.</summary>
    public static ValueTask<List<MailRow>> List(Sql sql, MailFilter filter, string? before, int rows)
    {
        var (text, args) = Question(filter, before, rows);
        return sql.Query(text, Row, args);
    }

    /// <summary>
    /// The text has only what is asked for, so that each question meets its index: whoever asks for a mailbox walks no stranger's.
    /// </summary>
    public static (string Text, object?[] Args) Question(MailFilter filter, string? before, int rows)
    {
        List<object?> args = [before ?? "g", rows];
        var text = new StringBuilder($"SELECT {Columns} FROM mail WHERE mail_id < $1");
        foreach (
            var (column, value) in new[]
            {
                ("user_id", filter.UserId),
                ("order_id", filter.OrderId),
                ("recipient", filter.To),
                ("template", filter.Template),
                ("status", filter.Status),
            }
        )
        {
            if (!string.IsNullOrEmpty(value))
            {
                args.Add(value);
                text.Append(CultureInfo.InvariantCulture, $" AND {column} = ${args.Count}");
            }
        }

        // The index of those that failed is a partial one: its condition has to stand in the text.
        text.Append(filter.Status == "failed" ? " AND status = 'failed'" : string.Empty).Append(" ORDER BY mail_id DESC LIMIT $2");
        return (text.ToString(), [.. args]);
    }

    public static ValueTask<FullMail?> Find(Sql sql, string mailId) =>
        sql.First($"SELECT {Whole} FROM mail WHERE mail_id = $1", Full, mailId);

    /// <summary>
    /// Mails to users, and those to an address that are no user's, oldest first after a mail id. The mail that tells of an erasure is of
    /// nobody any more.
    /// </summary>
    public static ValueTask<List<FullMail>> OfPerson(Sql sql, string[] userIds, string email, string after, int rows) =>
        sql.Query(
            $"""
            SELECT {Whole} FROM mail
            WHERE mail_id > $3 AND ({sql.Dialect.In("user_id", 1)} OR (user_id = '' AND recipient <> '' AND recipient = $2))
            ORDER BY mail_id LIMIT $4
            """,
            Full,
            userIds,
            email,
            after,
            rows
        );

    /// <summary>
    /// Takes mails that are due, for so long. One whose sender died while sending becomes due again when its time is up, and is sent
    /// again with the same Message-ID.
    /// </summary>
    public static async ValueTask<List<FullMail>> Claim(Transaction tx, long nowMs, long untilMs, int rows) =>
        await tx.Query(
            $"""
            UPDATE mail SET status = 'sending', tries = tries + 1, next_ms = $2
            WHERE status IN ('queued', 'sending') AND next_ms <= $1
              AND mail_id IN (SELECT mail_id FROM mail WHERE status IN ('queued', 'sending') AND next_ms <= $1 ORDER BY next_ms LIMIT $3)
            RETURNING {Whole}
            """,
            Full,
            nowMs,
            untilMs,
            rows
        );

    public static async ValueTask<bool> Sent(Transaction tx, string mailId, long nowMs) =>
        await tx.Execute("UPDATE mail SET status = 'sent', sent_ms = $2, error = NULL WHERE mail_id = $1", mailId, nowMs) == 1;

    /// <summary>Only the try that still holds the mail may say that it failed: a later one may have sent it.</summary>
    public static async ValueTask<bool> NotSent(Transaction tx, string mailId, int tries, string status, string error, long nextMs) =>
        await tx.Execute(
            "UPDATE mail SET status = $3, error = $4, next_ms = $5 WHERE mail_id = $1 AND status = 'sending' AND tries = $2",
            mailId,
            tries,
            status,
            error,
            nextMs
        ) == 1;

    /// <summary>Makes every mail that is being sent due now.</summary>
    public static ValueTask<int> Orphaned(Transaction tx, long nowMs) =>
        tx.Execute("UPDATE mail SET next_ms = $1 WHERE status = 'sending' AND next_ms > $1", nowMs);

    /// <summary>Puts a mail back into the queue, or marks it sent anew where the mailbox is the end.</summary>
    public static async ValueTask<bool> Again(Transaction tx, string mailId, string status, long nowMs) =>
        await tx.Execute(
            "UPDATE mail SET status = $2, tries = 0, error = NULL, next_ms = $3, sent_ms = CASE WHEN $2 = 'sent' THEN $3 ELSE sent_ms END WHERE mail_id = $1 AND status <> 'sending'",
            mailId,
            status,
            nowMs
        ) == 1;

    /// <summary>Forgets the mails about an order, those that still wait included: there is nobody any more to whom they could go.</summary>
    public static ValueTask<int> ForgetOrder(Transaction tx, string orderId) => tx.Execute("DELETE FROM mail WHERE order_id = $1", orderId);

    /// <summary>Forgets the mails to a user: welcome, links, reminders of a cart, and those about orders.</summary>
    public static ValueTask<int> ForgetUser(Transaction tx, string userId) => tx.Execute("DELETE FROM mail WHERE user_id = $1", userId);

    /// <summary>Forgets a mail that was the last to somebody: it is out, or never will be.</summary>
    public static ValueTask<int> Forget(Transaction tx, string mailId) => tx.Execute("DELETE FROM mail WHERE mail_id = $1", mailId);

    /// <summary>Reminds an address no more; again: the same.</summary>
    public static ValueTask<int> StopReminders(Transaction tx, string name, long nowMs) =>
        tx.Execute("INSERT INTO reminder_stops(name, at_ms) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, nowMs);

    /// <summary>Whether an address is reminded no more.</summary>
    public static async ValueTask<bool> IsStopped(Sql sql, string name) =>
        await sql.Number("SELECT COUNT(*) FROM reminder_stops WHERE name = $1", name) > 0;

    /// <summary>When the next mail is due, or 0 when none waits.</summary>
    public static ValueTask<long> NextDue(Sql sql) => sql.Number("SELECT MIN(next_ms) FROM mail WHERE status IN ('queued', 'sending')");

    private static FullMail Full(DbDataReader row) =>
        new(
            Row(row),
            row.GetString(14),
            row.IsDBNull(15) ? null : row.GetString(15),
            Own: row.IsDBNull(16) ? null : new(row.GetString(16), row.GetString(17))
        );

    private static MailRow Row(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetInt32(8),
            row.IsDBNull(9) ? null : row.GetString(9),
            row.GetInt64(10),
            row.IsDBNull(11) ? null : row.GetInt64(11),
            row.IsDBNull(12) ? null : row.GetString(12),
            row.IsDBNull(13) ? null : row.GetInt64(13)
        );
}
