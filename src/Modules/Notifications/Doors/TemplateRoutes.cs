// The HTTP routes of mail templates, for admins: read, change, try, send to oneself.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Notifications;

internal static class TemplateRoutes
{
    private const string Invalid =
        "it does not close, says what this mail does not have, or lacks what it must have: flaws has part, line, column and detail of each";

    private const string IfMatch = "The ETag seen; the change is made only if the words are still those.";

    private static readonly MailTemplateInput Written = new(
        "Your order {{ order.number }} is confirmed",
        "# Thank you\n\n{{ greeting }}\n\n{{ order_table }}\n\n{{ order_link }}\n"
    );

    private static readonly MailTemplateBody Shown = new(
        "confirmed",
        "en",
        Written.Subject,
        Written.Body,
        1,
        true,
        new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero),
        "u-1",
        null,
        null
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var templates = routes.MapGroup("/api/mail-templates").Area("Mail").May(Permission.MailEdit);
        templates
            .MapGet(string.Empty, List)
            .Doc(
                "List mail templates",
                "Every mail of the shop with its words in each language, the variables that they may use, and those that cannot be left out."
            )
            .Example(
                response: new MailTemplateList(
                    [
                        new(
                            "confirmed",
                            "transactional",
                            [Shown],
                            [new("order.number", "text", "The short number that pages show.", "who asks about an order needs its number")]
                        ),
                    ],
                    TemplateLiquid.Filters
                )
            );
        templates
            .MapGet("/{template}/{language}", Get)
            .Doc("Get a mail template", "Its words, with their version as ETag.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language");
        templates
            .MapPut("/{template}/{language}", Put)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change a mail template",
                "Subject and body are Liquid with the variables of the mail alone: if, unless, case, for over its lists, and a few filters. What the body gives is Markdown; HTML in it "
                    + "is shown as text, and values are never markup. Mails that were asked for before keep the words they had."
            )
            .Header("If-Match", IfMatch)
            .Example(Written, Shown)
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language")
            .Refuses(RefusalKind.Invalid, "template_invalid", Invalid)
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the words have changed meanwhile");
        templates
            .MapDelete("/{template}/{language}", Delete)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Go back to the default", "The words of the program hold again. Versions of before stay in the history.")
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the words have changed meanwhile");
        templates
            .MapGet("/{template}/{language}/versions", Versions)
            .Doc("Versions of a mail template", "Every change, the newest first.")
            .Example(
                response: new Page<MailTemplateVersionBody>([new(1, Written.Subject, Written.Body, "u-1", Shown.UpdatedAt!.Value)], null)
            )
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language");
        templates
            .MapPost("/{template}/{language}/preview", Preview)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Preview a mail template",
                "The mail as it would be with these words, of a sample or of an order that a mail was written about, for whoever has `orders.view` too. Nothing is kept or sent, and no link in it opens anything."
            )
            .Example(
                new MailPreviewInput(Written.Subject, Written.Body),
                new MailPreviewBody("Your order 2F1B5E77 is confirmed", "Thank you …", "<!DOCTYPE html>…")
            )
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language")
            .Refuses(RefusalKind.NotFound, "order_without_mail", "no mail was written about the order")
            .Refuses(RefusalKind.Invalid, "template_invalid", Invalid);
        templates
            .MapPost("/{template}/{language}/test", Test)
            .RequireRateLimiting(RateLimits.Costly)
            .Doc(
                "Send a test mail",
                "The mail with these words and a sample, to the caller's own confirmed address and nobody else. Its subject begins with [Test]."
            )
            .Example(
                Written,
                new MailSummary(
                    "0197b3c2-6a51-7000-8a3e-0d4c2f1b5e77",
                    "admin@example.com",
                    "[Test] Your order 2F1B5E77 is confirmed",
                    "confirmed",
                    null,
                    "sent",
                    0,
                    null,
                    Shown.UpdatedAt!.Value,
                    Shown.UpdatedAt!.Value
                )
            )
            .Refuses(RefusalKind.NotFound, "mail_template_not_found", "there is no such mail, or not in this language")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user any more")
            .Refuses(RefusalKind.Invalid, "template_invalid", Invalid)
            .Refuses(RefusalKind.Conflict, "email_unconfirmed", "the caller has not confirmed the address of the account")
            .Refuses(RefusalKind.TooMany, "too_many_tests", $"the shop has sent {EditTemplates.TestsMax} test mails within an hour");
    }

    private static async Task<Ok<MailTemplateList>> List([FromKeyedServices("notifications")] Database database)
    {
        var kept = await database.Read(TemplateStore.AllCurrent);
        return TypedResults.Ok(
            new MailTemplateList([.. MailKinds.Templates.Select(name => MailTemplateRow.Of(name, kept))], TemplateLiquid.Filters)
        );
    }

    private static async Task<Results<Ok<MailTemplateBody>, StatusCodeHttpResult, ProblemResult>> Get(
        string template,
        string language,
        [FromKeyedServices("notifications")] Database database,
        HttpContext context
    )
    {
        if (!EditTemplates.Knows(template, language))
        {
            return Answer.Problem(EditTemplates.NotFound);
        }

        var kept = await database.Read(sql => TemplateStore.Current(sql, template, language));

        // What comes with the program may change with it.
        return kept is not null && context.NotModified(Conditional.ETag(kept.Version))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(Tagged(context, MailTemplateBody.Of(template, language, kept)));
    }

    private static async Task<Results<Ok<MailTemplateBody>, ProblemResult>> Put(
        string template,
        string language,
        Body<MailTemplateInput> body,
        Caller caller,
        [FromServices] EditTemplates edit,
        HttpContext context,
        CancellationToken cancel
    )
    {
        if (!body.Value.Checked().Is(out var words, out var refused) || !context.Request.IfMatch().Is(out var version, out refused))
        {
            return Answer.Problem(refused);
        }

        // The words of the program, written by somebody, are the program's.
        var own = EditTemplates.Knows(template, language) && words == TemplateText.Default(template, language) ? null : words;
        return Answer.Ok(
            await edit.Put(template, language, own, version, caller.UserId, cancel),
            kept => Tagged(context, MailTemplateBody.Of(template, language, kept))
        );
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        string template,
        string language,
        Caller caller,
        [FromServices] EditTemplates edit,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(await edit.Put(template, language, null, version, caller.UserId, cancel))
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<MailTemplateVersionBody>>, ProblemResult>> Versions(
        string template,
        string language,
        PageRequest page,
        [FromKeyedServices("notifications")] Database database
    )
    {
        if (!EditTemplates.Knows(template, language))
        {
            return Answer.Problem(EditTemplates.NotFound);
        }

        var purpose = $"versions of a mail template:{template}:{language}";
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var before = after is null ? long.MaxValue : long.Parse(after[0], System.Globalization.CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => TemplateStore.History(sql, template, language, before, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                kept => new MailTemplateVersionBody(
                    kept.Version,
                    kept.Words?.Subject,
                    kept.Words?.Body,
                    kept.By,
                    MailSummary.Time(kept.AtMs)
                ),
                kept => [kept.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            )
        );
    }

    private static async Task<Results<Ok<MailPreviewBody>, ProblemResult>> Preview(
        string template,
        string language,
        Body<MailPreviewInput> body,
        Caller caller,
        [FromServices] EditTemplates edit
    ) =>
        new MailTemplateInput(body.Value.Subject, body.Value.Body).Checked().Is(out var words, out var refused)
            ? Answer.Ok(
                await edit.Preview(caller, template, language, words, body.Value.OrderId),
                letter => new MailPreviewBody(letter.Subject, letter.Text, letter.Html)
            )
            : Answer.Problem(refused);

    private static async Task<Results<Ok<MailSummary>, ProblemResult>> Test(
        string template,
        string language,
        Body<MailTemplateInput> body,
        Caller caller,
        [FromServices] EditTemplates edit,
        CancellationToken cancel
    ) =>
        body.Value.Checked().Is(out var words, out var refused)
            ? Answer.Ok(await edit.Test(template, language, words, caller.UserId, cancel), MailSummary.Of)
            : Answer.Problem(refused);

    private static MailTemplateBody Tagged(HttpContext context, MailTemplateBody body)
    {
        context.Response.Headers.ETag = Conditional.ETag(body.Version);
        return body;
    }
}
