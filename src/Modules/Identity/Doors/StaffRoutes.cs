// The routes with which staff are made and changed, and with which staff take care of customers' accounts.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class StaffRoutes
{
    private static readonly StaffBody Sam = new(
        "0199a1b2-0000-7000-8000-000000000005",
        "sam@example.com",
        "Sam Support",
        ["customer", "staff"],
        ["orders.view", "orders.refund"],
        null,
        1,
        false,
        true,
        new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
    );

    private static readonly NoteBody Note = new(
        "0199a1b2-0000-7000-8000-000000000006",
        "Wants to be called before delivery.",
        Sam.UserId,
        "Sam Support",
        new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero)
    );

    public static void Map(IEndpointRouteBuilder routes, RouteGroupBuilder users)
    {
        routes
            .MapGet("/api/permissions", () => TypedResults.Ok(PermissionsBody.Whole))
            .Area("Users")
            .May(Permission.StaffEdit)
            .Doc("All permissions", "What staff may do, one thing at a time, with a sentence each; and usual sets of them.")
            .Example(
                response: new PermissionsBody(
                    [new("orders.refund", "Pay money of an order back.")],
                    [new("support", "Answers customers.", ["orders.view", "orders.refund"])]
                )
            );
        MapStaff(users);
        MapPermissions(users);
        MapCare(users);
    }

    private static void MapStaff(RouteGroupBuilder users)
    {
        users
            .MapGet("/staff", List)
            .May(Permission.StaffEdit)
            .Doc("Who works for the shop", "Owners and staff, newest first, with what each may do.")
            .Example(response: new Page<StaffBody>([Sam], null));
        Refuses(
                users
                    .MapPost("/staff", Invite)
                    .May(Permission.StaffEdit)
                    .RequireRateLimiting(RateLimits.Write)
                    .Doc(
                        "Invite staff",
                        "By e-mail address, with permissions or a preset (GET /api/permissions). Whoever has no account gets one, and a link to choose a password. An account whose owner has "
                            + "not shown that mails reach him loses password, second factor and sessions first, and gets a new password by the link alone. Whoever was invited and has "
                            + "no password yet can be invited again."
                    )
            )
            .Refuses(RefusalKind.Conflict, "account_disabled", "there is a disabled account with the address")
            .Refuses(RefusalKind.Conflict, "already_staff", "user_id says who")
            .Refuses(RefusalKind.Conflict, "email_taken", "the owner of an account may still get the address back")
            .Example(new InviteBody("sam@example.com", "Sam Support", Preset: "support"), Sam);
    }

    private static void MapPermissions(RouteGroupBuilder users)
    {
        users
            .MapGet("/{user_id}/permissions", Get)
            .May(Permission.StaffEdit)
            .Doc("What a user may do", "With the version as an ETag. Of an owner these are all permissions; of a customer none.")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(response: Sam);
        Refuses(
                users
                    .MapPut("/{user_id}/permissions", Set)
                    .May(Permission.StaffEdit)
                    .RequireRateLimiting(RateLimits.Write)
                    .Header("If-Match", "The version seen, as an ETag; `version` in the body says the same.")
                    .Doc(
                        "Say what a user may do",
                        "The first permission makes a user staff, an empty list ends that. It holds at once: the user's access tokens end within a second in every process, and the next "
                            + "refresh gives one with what is true then. Nobody changes his own permissions, gives or takes what he has not, or touches an owner."
                    )
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "somebody else has changed them meanwhile")
            .Refuses(
                RefusalKind.Conflict,
                "email_unconfirmed",
                "the account would become staff, and nobody has confirmed its address; invite it"
            )
            .Example(new PermissionsAskBody(["orders.view", "orders.refund"], 0), Sam);
        users
            .MapGet("/{user_id}/permissions/changes", Changes)
            .May(Permission.StaffEdit)
            .Doc("Who changed what a user may do", "Newest first, roles included.")
            .Example(
                response: new Page<PermissionChangeBody>(
                    [
                        new(
                            "0199a1b2-0000-7000-8000-000000000007",
                            Sam.CreatedAt,
                            "demo-admin",
                            "Ada Admin",
                            ["customer"],
                            ["customer", "staff"],
                            ["orders.view"],
                            []
                        ),
                    ],
                    null
                )
            );
    }

    private static void MapCare(RouteGroupBuilder users)
    {
        Touches(
                users
                    .MapDelete("/{user_id}/sessions", SignOut)
                    .May(Permission.CustomersEdit)
                    .RequireRateLimiting(RateLimits.Write)
                    .Doc("Sign a user out everywhere", "Ends all sessions, and every access token within a second in every process.")
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user");
        users
            .MapPost("/{user_id}/password-link", SendLink)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Send a link for a new password", "To the account's own address; earlier links are void. Nobody else sees it.")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_disabled", "the account is disabled")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Refuses(RefusalKind.TooMany, "too_many_mails", "the mailbox got enough such links within the hour");
        users
            .MapGet("/{user_id}/notes", Notes)
            .May(Permission.CustomersView)
            .Doc(
                "Notes about a customer",
                "By staff, newest first. The customer gets them with the file of his data; an erasure deletes them."
            )
            .Example(response: new Page<NoteBody>([Note], null));
        users
            .MapPost("/{user_id}/notes", Write)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Write a note about a customer", "With the caller as its author. Notes are not changed, only deleted.")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Refuses(RefusalKind.Conflict, "notes_full", "there are too many notes about the customer")
            .Example(new NoteAskBody(Note.Text), Note);
        users
            .MapDelete("/{user_id}/notes/{note_id}", Remove)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Delete a note about a customer", "For good.")
            .Refuses(RefusalKind.NotFound, "note_not_found", "there is no such note about this customer");
    }

    /// <summary>What stands against changing somebody who works for the shop.</summary>
    internal static RouteHandlerBuilder Touches(RouteHandlerBuilder route) =>
        route
            .Refuses(RefusalKind.Forbidden, "owner_only", "it is an owner's account, or would make one, and you are none")
            .Refuses(RefusalKind.Forbidden, "permission_beyond_yours", "permissions names what you lack yourself");

    private static RouteHandlerBuilder Refuses(RouteHandlerBuilder route) =>
        Touches(route)
            .Refuses(RefusalKind.Forbidden, "own_permissions", "nobody changes his own permissions")
            .Refuses(RefusalKind.Conflict, "owner_has_all", "take the role admin away first")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased");

    private static async Task<Results<Ok<Page<StaffBody>>, ProblemResult>> List(PageRequest page, StaffAccounts staff) =>
        Answer.Ok(await staff.List(page));

    private static async Task<Results<Created<StaffBody>, ProblemResult>> Invite(
        Caller caller,
        Body<InviteBody> body,
        StaffAccounts staff
    ) => Answer.Created(await staff.Invite(caller, body.Value), made => $"/api/users/{made.UserId}/permissions");

    private static async Task<Results<Ok<StaffBody>, ProblemResult>> Get(string user_id, StaffAccounts staff, HttpContext context) =>
        Shown(await staff.Get(user_id), context);

    private static async Task<Results<Ok<StaffBody>, ProblemResult>> Set(
        string user_id,
        Caller caller,
        Body<PermissionsAskBody> body,
        StaffAccounts staff,
        HttpContext context
    ) =>
        context.Request.IfMatch().Is(out var expected, out var refused)
            ? Shown(await staff.Set(caller, user_id, body.Value, expected), context)
            : Answer.Problem(refused);

    private static async Task<Results<Ok<Page<PermissionChangeBody>>, ProblemResult>> Changes(
        string user_id,
        PageRequest page,
        StaffAccounts staff
    ) => Answer.Ok(await staff.Changes(user_id, page));

    private static async Task<Results<NoContent, ProblemResult>> SignOut(string user_id, Caller caller, CustomerCare care) =>
        Answer.NoContent(await care.SignOut(caller, user_id));

    private static async Task<Results<NoContent, ProblemResult>> SendLink(string user_id, CustomerCare care) =>
        Answer.NoContent(await care.SendLink(user_id));

    private static async Task<Results<Ok<Page<NoteBody>>, ProblemResult>> Notes(string user_id, PageRequest page, CustomerCare care) =>
        Answer.Ok(await care.Notes(user_id, page));

    private static async Task<Results<Created<NoteBody>, ProblemResult>> Write(
        string user_id,
        Caller caller,
        Body<NoteAskBody> body,
        CustomerCare care
    ) => Answer.Created(await care.Write(caller, user_id, body.Value), _ => $"/api/users/{user_id}/notes");

    private static async Task<Results<NoContent, ProblemResult>> Remove(
        string user_id,
        [FromRoute(Name = "note_id")] string noteId,
        CustomerCare care
    ) => Answer.NoContent(await care.Remove(user_id, noteId));

    private static Results<Ok<StaffBody>, ProblemResult> Shown(Outcome<StaffBody> outcome, HttpContext context)
    {
        if (outcome.Is(out var staff, out _))
        {
            context.Response.Headers.ETag = Conditional.ETag(staff.Version);
        }

        return Answer.Ok(outcome);
    }
}
