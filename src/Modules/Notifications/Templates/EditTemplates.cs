// Changes the words of mails, tries them, and sends one to whoever tries.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Notifications;

/// <summary>The commands behind /api/mail-templates.</summary>
public sealed class EditTemplates(
    Database database,
    MailTemplates templates,
    MailLinks links,
    MailSettings settings,
    IIdentity identity,
    IIds ids,
    TimeProvider clock,
    Signal waiting
)
{
    /// <summary>Test mails of the shop within an hour: each is a mail to a member of staff, and no more.</summary>
    public const int TestsMax = 20;

    private const long HourMs = 3_600_000;

    /// <summary>What is not there.</summary>
    public static Refusal NotFound { get; } =
        Refusal.NotFound("mail_template_not_found", "There is no such mail, or not in this language. GET /api/mail-templates has all.");

    /// <summary>Whether there is such a template in such a language.</summary>
    public static bool Knows(string name, string language) =>
        MailKinds.Templates.Contains(name) && Languages.Offered.Contains(language, StringComparer.Ordinal);

    /// <summary>
    /// Puts other words in force. Refused with <c>template_invalid</c>, <c>version_mismatch</c>, <c>mail_template_not_found</c>.
    /// </summary>
    /// <param name="words">Null: those of the program.</param>
    /// <param name="seen">The version that the caller has seen, 0 for the words of the program; null: whichever there is.</param>
    /// <param name="by">Who.</param>
    public async Task<Outcome<KeptTemplate>> Put(
        string name,
        string language,
        TemplateText? words,
        long? seen,
        string by,
        CancellationToken cancel
    )
    {
        if (!Knows(name, language))
        {
            return NotFound;
        }

        if (words is not null && TemplateCheck.Refused(TemplateCheck.Flaws(name, words)) is { } wrong)
        {
            return wrong;
        }

        return await database.Write<Outcome<KeptTemplate>>(
            async tx =>
            {
                var before = await TemplateStore.Current(tx, name, language);
                if (seen is { } version && version != (before?.Version ?? 0))
                {
                    return Conditional.VersionMismatch(before?.Version ?? 0);
                }

                // The same again changes nothing.
                if (before is not null ? before.Words == words : words is null)
                {
                    return before ?? new KeptTemplate(name, language, 0, null, string.Empty, 0);
                }

                var kept = new KeptTemplate(name, language, (before?.Version ?? 0) + 1, words, by, Now);
                if (!await TemplateStore.Add(tx, kept))
                {
                    return Conditional.VersionMismatch(kept.Version);
                }

                templates.Changed(tx);
                return kept;
            },
            cancel
        );
    }

    /// <summary>
    /// A mail as it would be, of a sample or of an order that a mail of this kind was written about. Nothing is sent, and no link in it
    /// opens anything. Refused with <c>template_invalid</c>, <c>mail_template_not_found</c>, <c>order_without_mail</c>,
    /// <c>permission_missing</c>.
    /// </summary>
    /// <param name="caller">Who looks: an order is for those alone who may see orders.</param>
    public async Task<Outcome<Letter>> Preview(Caller caller, string name, string language, TemplateText words, string? orderId)
    {
        if (!Knows(name, language))
        {
            return NotFound;
        }

        if (!string.IsNullOrEmpty(orderId) && !caller.May(Permission.OrdersView))
        {
            return Permissions.Missing(Permission.OrdersView);
        }

        if (TemplateCheck.Refused(TemplateCheck.Flaws(name, words)) is { } wrong)
        {
            return wrong;
        }

        var pen = new MailPen(MailLanguage.Of(language), templates.Face, words);
        if (string.IsNullOrEmpty(orderId))
        {
            return Letter.Of(name, TemplateSamples.Model(name, pen));
        }

        if (OrderLetter.Knows(name) && await AboutOrder(orderId) is { } asked)
        {
            return Letter.Of(name, OrderLetter.Model(asked with { Template = name }, MailLinks.OfNothing(orderId), pen));
        }

        return Refusal.NotFound(
            "order_without_mail",
            "No mail was written about such an order, or this mail is about none. Leave order_id out for a sample."
        );
    }

    /// <summary>
    /// Sends a sample to the caller's own address. Refused with <c>template_invalid</c>, <c>email_unconfirmed</c>, <c>too_many_tests</c>,
    /// <c>mail_template_not_found</c>.
    /// </summary>
    public async Task<Outcome<MailRow>> Test(string name, string language, TemplateText words, string by, CancellationToken cancel)
    {
        if (!Knows(name, language))
        {
            return NotFound;
        }

        if (TemplateCheck.Refused(TemplateCheck.Flaws(name, words)) is { } wrong)
        {
            return wrong;
        }

        if (!(await identity.GetUser(new GetUserRequest { UserId = by }, cancel)).Is(out var user, out var refused))
        {
            return refused;
        }

        if (!user.EmailVerified || !MailText.IsAddress(user.Email))
        {
            return Refusal.Conflict(
                "email_unconfirmed",
                "A test goes to your own address, and you have not confirmed it yet. Ask for the link on your account's page."
            );
        }

        return await database.Write<Outcome<MailRow>>(tx => SendTest(tx, name, language, words, user), cancel);
    }

    private async ValueTask<Outcome<MailRow>> SendTest(Transaction tx, string name, string language, TemplateText words, User user)
    {
        var now = Now;
        if (await TemplateStore.DraftsSince(tx, now - HourMs) >= TestsMax)
        {
            return new Refusal(
                RefusalKind.TooMany,
                "too_many_tests",
                $"The shop has sent {TestsMax} test mails within an hour. Look at the preview, or wait."
            )
            {
                RetryAfterSeconds = 600,
            };
        }

        // Of two within a millisecond the second takes the next.
        var draft = new KeptTemplate(name, language, -now, words, user.UserId, now);
        while (!await TemplateStore.Add(tx, draft))
        {
            draft = draft with { Version = draft.Version - 1 };
        }

        templates.Changed(tx);
        var sample = TemplateSamples.Data(TemplateSamples.Of(name, user.Email, language, links.Seal));
        var letter = Letter.Of(name, sample, links, new(MailLanguage.Of(language), templates.Face, words));
        var mailId = ids.Next();
        var occasion = new Occasion($"test/{mailId}", name, null, user.UserId);
        MailStore.Add(
            tx,
            mailId,
            occasion,
            occasion.MessageId(settings.MessageIdDomain),
            user.Email,
            "[Test] " + letter.Subject,
            sample,
            settings.Smtp is null ? "sent" : "queued",
            null,
            now,
            null,
            language,
            draft.Version
        );
        tx.OnCommitted(waiting.Raise);
        return new MailRow(
            mailId,
            occasion.MessageId(settings.MessageIdDomain),
            name,
            null,
            user.UserId,
            user.Email,
            "[Test] " + letter.Subject,
            settings.Smtp is null ? "sent" : "queued",
            0,
            null,
            now,
            settings.Smtp is null ? now : null,
            language,
            draft.Version
        );
    }

    private async ValueTask<OrderNotification?> AboutOrder(string orderId)
    {
        var mails = await database.Read(sql => MailStore.List(sql, new(OrderId: orderId), null, 20));
        return
            mails.Find(mail => OrderLetter.Knows(mail.Template)) is { } row
            && await database.Read(sql => MailStore.Find(sql, row.MailId)) is { } mail
            ? System.Text.Json.JsonSerializer.Deserialize<OrderNotification>(mail.Data, Event.Json)
            : null;
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
