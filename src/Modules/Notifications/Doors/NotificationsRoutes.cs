// The HTTP routes of Notifications: the mailbox of the shop.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Notifications;

internal static class NotificationsRoutes
{
    private static readonly MailSummary ExampleSummary = new(
        "0197b3c2-6a51-7000-8a3e-0d4c2f1b5e77",
        "ada@example.com",
        "Order 2F1B5E77 is confirmed",
        "confirmed",
        "0197b3c2-6a40-7000-8a3e-0d4c2f1b5e77",
        "sent",
        0,
        null,
        new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
        new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mail = routes.MapGroup("/api/mail").Area("Mail");

        mail.MapGet("/", List)
            .May(Permission.MailView)
            .Query("to", "Only mail to this address.")
            .Query("order_id", "Only mail about this order.")
            .Query("template", "Only mail of this template, such as confirmed or welcome.")
            .Doc(
                "The mailbox",
                "All mail the shop wrote, newest first. Without Mail:Smtp a mail is sent as soon as it is here; with it, `status` tells how far the sending is."
            )
            .Example(response: new Page<MailSummary>([ExampleSummary], null));

        mail.MapGet("/mine", Mine)
            .WithToken()
            .Doc("My mail", "The caller's own mail, newest first.")
            .Example(response: new Page<MailSummary>([ExampleSummary], null));

        mail.MapGet("/{mail_id}", Read)
            .WithToken(Permission.MailView)
            .Doc(
                "One mail",
                "Subject, plain text and HTML. Callers read their own mail, admins any. A link that sets a password is left out, except in a demo without a mail server."
            )
            .Refuses(RefusalKind.NotFound, "mail_not_found", "no such mail, or not the caller's")
            .Example(
                response: new MailBody(
                    ExampleSummary.MailId,
                    "<5d41402abc4b2a76b9719d911017c592@cartwright.example>",
                    ExampleSummary.To,
                    ExampleSummary.Subject,
                    "confirmed",
                    ExampleSummary.OrderId,
                    "sent",
                    0,
                    null,
                    ExampleSummary.CreatedAt,
                    ExampleSummary.SentAt,
                    "Hello Ada, …",
                    "<!DOCTYPE html>…"
                )
            );

        mail.MapPost("/unsubscribe", Unsubscribe)
            .Anyone()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Stop reminders",
                "What the link in a reminder, and the mail program's own button (RFC 8058), ask for: the address that the reminder went to is not reminded any more. Mails about orders and accounts still come. The body is ignored; again is harmless."
            )
            .Refuses(RefusalKind.NotFound, "unsubscribe_token_unknown", "the token is not one of this shop, or not whole");

        mail.MapPost("/{mail_id}/resend", Resend)
            .May(Permission.MailEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Send a mail again",
                "Puts the mail back into the queue with all its tries. It keeps its Message-ID, so a mailbox that already has it can tell."
            )
            .Refuses(RefusalKind.NotFound, "mail_not_found", "no such mail")
            .Refuses(RefusalKind.Conflict, "mail_being_sent", "it is being sent at this moment")
            .Refuses(RefusalKind.Conflict, "recipient_invalid", "its recipient is no e-mail address")
            .Example(response: ExampleSummary);
    }

    /// <param name="page">limit and cursor.</param>
    /// <param name="to">Only mail to this address.</param>
    /// <param name="orderId">Only mail about this order.</param>
    /// <param name="template">Only mail of this template, such as confirmed or welcome.</param>
    /// <param name="status">queued, sending, sent or failed.</param>
    private static async Task<Results<Ok<Page<MailSummary>>, ProblemResult>> List(
        PageRequest page,
        [FromKeyedServices("notifications")] Database database,
        string? to,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "order_id")] string? orderId,
        string? template,
        [OneOf("queued", "sending", "sent", "failed")] string? status
    )
    {
        var check = new Check().OneOf("status", status, "queued", "sending", "sent", "failed");
        return check.Refused is { } refused
            ? Answer.Problem(refused)
            : Answer.Ok(await Page(database, page, new(to, orderId, template, status)));
    }

    private static async Task<Results<Ok<Page<MailSummary>>, ProblemResult>> Mine(
        PageRequest page,
        Caller caller,
        [FromKeyedServices("notifications")] Database database
    ) => Answer.Ok(await Page(database, page, new(UserId: caller.UserId)));

    private static async Task<Results<Ok<MailBody>, ProblemResult>> Read(
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "mail_id")] string mailId,
        Caller caller,
        MailLinks links,
        [FromKeyedServices("notifications")] Database database
    ) =>
        await database.Read(sql => MailStore.Find(sql, mailId)) is { } mail
        && (caller.May(Permission.MailView) || mail.Row.UserId == caller.UserId)
            ? TypedResults.Ok(MailBody.Of(mail, links.Shown(mail)))
            : Answer.Problem(ResendMail.MailNotFound);

    /// <param name="token">From the link.</param>
    private static async Task<Results<NoContent, ProblemResult>> Unsubscribe(
        string? token,
        ReminderStop stops,
        [FromKeyedServices("notifications")] Database database,
        TimeProvider clock
    )
    {
        if (stops.NameIn(token) is not { } name)
        {
            return Answer.Problem(
                Refusal.NotFound(
                    "unsubscribe_token_unknown",
                    "This link is not one of this shop, or not whole. Open the one in the reminder."
                )
            );
        }

        await database.Write(async tx => await MailStore.StopReminders(tx, name, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MailSummary>, ProblemResult>> Resend(
        [Microsoft.AspNetCore.Mvc.FromRoute(Name = "mail_id")] string mailId,
        ResendMail resend,
        CancellationToken cancel
    ) => Answer.Ok(await resend.Run(mailId, cancel), mail => MailSummary.Of(mail.Row));

    private static async Task<Outcome<Page<MailSummary>>> Page(Database database, PageRequest page, MailFilter filter)
    {
        var purpose = $"mail|{filter.To}|{filter.OrderId}|{filter.Template}|{filter.Status}|{filter.UserId}";
        if (!page.After(purpose, 1).Is(out var after, out var refused) && refused is not null)
        {
            return refused;
        }

        var rows = await database.Read(sql => MailStore.List(sql, filter, after?[0], page.Limit + 1));
        return page.Page(purpose, rows, MailSummary.Of, row => [row.MailId]);
    }
}
