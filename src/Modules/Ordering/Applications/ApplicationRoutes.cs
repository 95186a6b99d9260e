// The HTTP routes of applications: whoever wants to sell sends one, staff decide on it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class ApplicationRoutes
{
    // What fits a mail that is read.
    private const int TextCharsMax = 2_000;

    private const string Terms = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly DateTimeOffset Then = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private static readonly TraderAskBody Details = new(
        "Ada Lovelace GmbH",
        "DE",
        VatStatus.Registered,
        "Unter den Linden 1",
        "10117",
        "Berlin",
        VatNumber: "DE136695976",
        Register: "Amtsgericht Berlin HRB 12345",
        Email: "ada@example.com",
        Phone: "+49 30 1234567"
    );

    private static readonly ApplicationBody Sent = new(
        "0199a1b2-0000-7000-8000-000000000011",
        "0199a1b2-0000-7000-8000-000000000012",
        ApplicationState.Sent,
        1,
        "Ada's Tea House",
        "ada@example.com",
        Details,
        new("vies", VatCheck.InForce, Then, "WAPIAAAAW1234567"),
        Terms,
        SelfBillingTerms.Version,
        Then,
        [new(Then, "applicant", ApplicationState.Sent, null, null)],
        null,
        Then,
        Then
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/vendors/applications").Area("Sellers");
        group
            .MapGet("/mine", Mine)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "My application to sell here",
                "Where it is and what was said of it, null where there is none; and the texts that are agreed to, in the language that is asked for (`Accept-Language`)."
            )
            .Example(response: new MyApplicationBody(Sent, Terms, SelfBillingTerms.Version, SelfBillingTerms.Text));
        group
            .MapPost(string.Empty, Apply)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Apply to sell here",
                "One a person. While staff have asked something back, or after they have refused it, it is sent again with other details. Each step is told by mail."
            )
            .Example(new ApplicationAskBody("Ada's Tea House", Details, Terms, true, SelfBillingTerms.Version), Sent)
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "it is no VAT number of the country, or a check digit is wrong")
            .Refuses(RefusalKind.Unavailable, "vat_register_unavailable", "the shop wants numbers looked up, and nobody answers")
            .Refuses(RefusalKind.Forbidden, "email_unverified", "the e-mail address of the account is not confirmed")
            .Refuses(RefusalKind.Forbidden, "staff_cannot_apply", "the account does the shop's own work")
            .Refuses(RefusalKind.Conflict, "vendor_already", "the account sells here already")
            .Refuses(RefusalKind.Conflict, "application_accepted", "the application was accepted before")
            .Refuses(RefusalKind.Conflict, "applicant_closed", "the account was shut meanwhile")
            .Refuses(RefusalKind.Conflict, "application_under_review", "staff have it, or it was sent too often")
            .Refuses(RefusalKind.Conflict, "text_changed", "another text of self-billing is to be agreed to now")
            .Refuses(RefusalKind.Conflict, "policy_changed", "the terms are not those that were read");
        group
            .MapGet(string.Empty, List)
            .May(Permission.VendorsEdit)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("Applications to sell here", "Those that nobody has touched for the longest first.")
            .Query("state", "Only those in this state.", words: ApplicationState.All)
            .Example(response: Examples.Page(Sent));
        group
            .MapGet("/{application_id}", Get)
            .WithToken(Permission.VendorsEdit)
            .RequireRateLimiting(RateLimits.Read)
            .Doc("An application to sell here", "To whoever sent it, and to staff.")
            .Example(response: Sent)
            .Refuses(RefusalKind.NotFound, "application_not_found", "there is none, or it is another's");
        Decided(group.MapPost("/{application_id}/ask", Ask))
            .Doc("Ask an applicant something", "It is told by mail, and the application may be sent again with the answer.")
            .Example(new ApplicationTextBody("Which register are you in?"), Stepped(ApplicationState.Asked, "Which register are you in?"));
        Decided(group.MapPost("/{application_id}/refuse", Refuse))
            .Doc("Refuse an application", "The reason is told by mail; it may be sent again.")
            .Example(new ApplicationTextBody("We sell no weapons."), Stepped(ApplicationState.Refused, "We sell no weapons."));
        Decided(group.MapPost("/{application_id}/accept", Accept))
            .Doc(
                "Let an applicant sell",
                "Within moments its account becomes a vendor's. Its details are those of the application, with the agreement to self-billing. It is told by mail."
            )
            .Example(response: Stepped(ApplicationState.Accepted, null) with { VendorId = "ada-s-tea-house-1f2b77" })
            .Refuses(RefusalKind.Conflict, "applicant_closed", "the account is shut")
            .Refuses(RefusalKind.Conflict, "applicant_unverified", "the address of the account is not confirmed any more")
            .Refuses(RefusalKind.Conflict, "vendor_already", "the account sells here by now")
            .Refuses(RefusalKind.Forbidden, "staff_cannot_apply", "the account does the shop's own work by now")
            .Refuses(RefusalKind.Conflict, "vendor_exists", "the id that was made is taken: try again");
    }

    private static ApplicationBody Stepped(string state, string? text) =>
        Sent with
        {
            State = state,
            Version = 2,
            Steps = [.. Sent.Steps, new(Then, "staff", state, text, "0199a1b2-0000-7000-8000-000000000001")],
        };

    private static RouteHandlerBuilder Decided(RouteHandlerBuilder route) =>
        route
            .May(Permission.VendorsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Header("If-Match", "The version that was looked at; one that was sent again since is refused.")
            .Refuses(RefusalKind.NotFound, "application_not_found", "there is none, or whoever sent it was erased")
            .Refuses(RefusalKind.Conflict, "application_decided", "it was accepted or refused already")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it is not the version that was looked at");

    private static async Task<Ok<MyApplicationBody>> Mine(Caller caller, ApplicationDesk desk, HttpContext context) =>
        TypedResults.Ok(
            new MyApplicationBody(
                await desk.Mine(caller.UserId) is { } one ? ApplicationBody.Of(one, staff: false) : null,
                desk.TermsVersion,
                SelfBillingTerms.Version,
                SelfBillingTerms.In(context.Language())
            )
        );

    private static async Task<Results<Ok<ApplicationBody>, ProblemResult>> Apply(
        Body<ApplicationAskBody> body,
        Caller caller,
        ApplicationDesk desk,
        HttpContext context,
        CancellationToken cancel
    ) =>
        Answer.Ok(
            (await desk.Apply(caller.UserId, body.Value, context.Language(), cancel)).Then(one => ApplicationBody.Of(one, staff: false))
        );

    private static async Task<Results<Ok<ApplicationBody>, ProblemResult>> Get(
        [FromRoute(Name = "application_id")] string id,
        Caller caller,
        ApplicationDesk desk
    ) => Answer.Ok((await desk.Get(caller, id)).Then(one => ApplicationBody.Of(one, caller.May(Permission.VendorsEdit))));

    private static async Task<Results<Ok<Page<ApplicationBody>>, ProblemResult>> List(
        PageRequest page,
        [FromQuery(Name = "state")] string? state,
        ApplicationDesk desk
    )
    {
        var purpose = "applications\n" + state;
        if (new Check().OneOf("state", state, ApplicationState.All).Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        if (!page.After(purpose, 2).Is(out var after, out wrong))
        {
            return Answer.Problem(wrong);
        }

        var (ms, id) = after is null ? (0, string.Empty) : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]);
        var rows = await desk.Page(state, ms, id, page.Limit + 1);
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                one => ApplicationBody.Of(one, staff: true),
                one => [one.UpdatedMs.ToString(CultureInfo.InvariantCulture), one.ApplicationId]
            )
        );
    }

    private static Task<Results<Ok<ApplicationBody>, ProblemResult>> Ask(
        [FromRoute(Name = "application_id")] string id,
        Body<ApplicationTextBody> body,
        Caller caller,
        ApplicationDesk desk,
        HttpContext context,
        CancellationToken cancel
    ) => Said(context, body.Value, (seen, text) => desk.Ask(id, seen, text, caller.UserId, cancel));

    private static Task<Results<Ok<ApplicationBody>, ProblemResult>> Refuse(
        [FromRoute(Name = "application_id")] string id,
        Body<ApplicationTextBody> body,
        Caller caller,
        ApplicationDesk desk,
        HttpContext context,
        CancellationToken cancel
    ) => Said(context, body.Value, (seen, text) => desk.Refuse(id, seen, text, caller.UserId, cancel));

    private static async Task<Results<Ok<ApplicationBody>, ProblemResult>> Accept(
        [FromRoute(Name = "application_id")] string id,
        Caller caller,
        ApplicationDesk desk,
        HttpContext context,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var seen, out var refused)
            ? Answer.Ok((await desk.Accept(id, seen, caller.UserId, cancel)).Then(one => ApplicationBody.Of(one, staff: true)))
            : Answer.Problem(refused);

    private static async Task<Results<Ok<ApplicationBody>, ProblemResult>> Said(
        HttpContext context,
        ApplicationTextBody body,
        Func<long?, string, ValueTask<Outcome<SellerApplication>>> decide
    ) =>
        // It goes into a mail.
        new Check()
            .Text("text", body.Text.Trim(), TextCharsMax, lines: true)
            .Refused
            is { } wrong
            ? Answer.Problem(wrong)
        : !context.Request.IfMatch().Is(out var seen, out var refused) ? Answer.Problem(refused)
        : Answer.Ok((await decide(seen, body.Text.Trim())).Then(one => ApplicationBody.Of(one, staff: true)));
}
