// The routes of users: a user's own profile and password, and an administrator's list, roles and shut accounts.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Identity;

internal static class UserRoutes
{
    public static void Map(RouteGroupBuilder users)
    {
        users
            .MapGet("/me", Me)
            .WithToken()
            .Doc("My profile", "Who the token's user is: name, e-mail address, roles and addresses. A guest has none of the first two.")
            .Example(response: Examples.Casey);
        users
            .MapPatch("/me", PatchMe)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change my profile",
                "Changes what the body names and leaves the rest. `language` is that of mails. `address` replaces the address of record, `addresses` the whole list, whose first is the address of record. Roles and e-mail address cannot be changed here."
            )
            .Example(
                new
                {
                    name = "Casey C.",
                    address = new
                    {
                        name = "Casey C.",
                        line1 = "1 Market Street",
                        city = "San Francisco",
                        region = "CA",
                        postal_code = "94105",
                        country = "US",
                    },
                },
                Examples.Casey
            );
        users
            .MapPut("/me/password", Change)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Change my password",
                "Ends all other sessions and every access token of the account at once. The caller's own session goes on: POST /api/auth/refresh gives it another "
                    + "access token. The owner is told by mail. Whoever does not know the present one sends a `proof` of a passkey in its place."
            )
            .Refuses(RefusalKind.Forbidden, "current_password_wrong", "the current password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(new { current_password = "Passw0rd!demo", password = "correct horse battery" });
        users
            .MapPost("/me/password/proof", Prove)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Prove that I know my password",
                "Answers a proof that holds for five minutes and for this session. What a stolen token must not do takes it, such as changing where a vendor's payouts go. A passkey gives one too: POST /api/users/me/passkeys/proof."
            )
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(
                new { password = "correct horse battery" },
                new PasswordProofBody("Zm9yIHRoaXMgc2Vzc2lvbiBhbmQgZml2ZSBtaW51dGVz", new(2026, 1, 15, 10, 35, 0, TimeSpan.Zero))
            );
        users
            .MapGet("/me/export", Export)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Costly)
            .Doc(
                "My data",
                "All that the shop keeps of the account, as a JSON file to save: account, sessions, cart, orders with their timelines, payments, mails, promotions used, and what "
                    + "recommendations and figures were made of. Every module is in it. Orders that were placed with the address but without the account are not: whoever has "
                    + "an account with an address need not be who had it then. Staff can tell (`GET /api/persons/export`)."
            )
            .Refuses(RefusalKind.NotFound, "person_not_found", "there is no such user")
            .Refuses(RefusalKind.Unavailable, "person_records_unreachable", "a module cannot be asked, and half a file is none");
        users
            .MapDelete("/me", Erase)
            .WithAccount()
            .RequireRateLimiting(RateLimits.Login)
            .Doc(
                "Erase my account",
                "Erases the account and what the orders say of its owner; sessions end, and a mail says that it is done. Carts, mails, coupons and recommendations follow within seconds. "
                    + "There is no way back. Goods, amounts and taxes of the orders stay, because the law on books asks for them; they lead to nobody any more. Nothing is erased "
                    + "while an order has not ended: `orders` names those. Takes the password, or a `proof` of it or of a passkey."
            )
            .Refuses(RefusalKind.Forbidden, "password_wrong", "the password is not right")
            .Refuses(RefusalKind.Forbidden, "password_needed", "the proof does not hold, or not any more")
            .Refuses(RefusalKind.TooMany, "too_many_attempts", "too many wrong passwords; see Retry-After")
            .Refuses(RefusalKind.TooMany, "sign_in_busy", "too many people sign in at the moment; see Retry-After")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "order_under_way", "orders names those that have not ended")
            .Refuses(
                RefusalKind.Conflict,
                "order_does_not_hold",
                "orders names those that are not as the shop wrote them; the shop has to look"
            )
            .Refuses(RefusalKind.Conflict, "orders_unsealed", "orders of an earlier version are still being sealed; repeat in some minutes")
            .Refuses(RefusalKind.Conflict, "vendor_account", "the account acts for a vendor, whose goods, orders and balance need somebody")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an admin")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Example(new { password = "correct horse battery" }, new ErasedMyself("0199a1b2-0000-7000-8000-00000000000e", 3));
        users
            .MapGet("/", List)
            .May(Permission.CustomersView)
            .Query("q", "Part of the name or of the e-mail address.")
            .Query("user_ids", "Instead of a list: these users, separated by commas, at most 200; those who are not there are left out.")
            .Doc("All users", "Newest first.")
            .Example(response: new Page<Profile>([Examples.Casey], null));
        users
            .MapGet("/{user_id}", Find)
            .May(Permission.CustomersView)
            .Doc(
                "One user",
                "With `disabled`, and `erased` where whoever had the account was erased. Of a guest the shop keeps nothing but whether its token was ended."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(response: Examples.Casey with { Disabled = false });
        users
            .MapGet("/{user_id}/addresses", AddressesOf)
            .May(Permission.CustomersView)
            .Doc("A user's address book", "Oldest first. The address of record stands in the profile.")
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Example(response: new SavedAddresses([]));
        users
            .MapPatch("/{user_id}", Disable)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Shut an account",
                "`disabled: true` ends all sessions, and every access token within a second in every process; signing in is refused like a wrong password. "
                    + "`false` lets the user sign in again. For a guest it ends the token, for good."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an owner")
            .Refuses(RefusalKind.Forbidden, "owner_only", "it is an owner's account, or would make one, and you are none")
            .Refuses(RefusalKind.Forbidden, "permission_beyond_yours", "permissions names what you lack yourself")
            .Refuses(RefusalKind.Conflict, "guest_ended", "the token of a guest cannot be given back")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased; it never opens again")
            .Example(new { disabled = true }, Examples.Casey with { Disabled = true });
        users
            .MapPut("/{user_id}/roles", SetRoles)
            .May(Permission.StaffEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Set roles",
                "Says what a user may do: `customer`, `vendor` (with `vendor_id`), `staff` (of whoever is it already; PUT /api/users/{user_id}/permissions makes staff), `admin` (an owner, whom an owner makes). Whoever loses a role loses all access tokens within a second; the next refresh gives one with the new roles."
            )
            .Refuses(RefusalKind.NotFound, "user_not_found", "there is no such user")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an owner")
            .Refuses(RefusalKind.Forbidden, "owner_only", "it is an owner's account, or would make one, and you are none")
            .Refuses(RefusalKind.Forbidden, "permission_beyond_yours", "permissions names what you lack yourself")
            .Refuses(RefusalKind.Conflict, "account_erased", "whoever had the account was erased")
            .Refuses(
                RefusalKind.Conflict,
                "email_unconfirmed",
                "it would become a vendor or an owner, and nobody has confirmed its address"
            )
            .Example(
                new { roles = Examples.Vendor, vendor_id = "vendor-1" },
                Examples.Casey with
                {
                    Roles = Examples.Vendor,
                    VendorId = "vendor-1",
                }
            );
    }

    private static async Task<Results<Ok<Profile>, ProblemResult>> Me(Caller caller, Profiles profiles) =>
        Answer.Ok(await profiles.Get(caller.UserId));

    private static async Task<Results<Ok<Profile>, ProblemResult>> PatchMe(Caller caller, Body<ProfilePatch> body, Profiles profiles) =>
        Answer.Ok(await profiles.Patch(caller.UserId, body.Value));

    private static async Task<Results<NoContent, ProblemResult>> Change(
        Caller caller,
        Body<PasswordBody> body,
        ChangePassword change,
        HttpContext context
    ) => Answer.NoContent(await change.Do(caller, body.Value, context.Network()));

    private static async Task<Results<Ok<PasswordProofBody>, ProblemResult>> Prove(
        Caller caller,
        Body<PasswordProofAskBody> body,
        GiveProof prove,
        HttpContext context
    ) => Answer.Ok(await prove.ByPassword(caller, body.Value, context.Network()));

    private static async Task<Results<PersonFile, ProblemResult>> Export(Caller caller, PersonExport export, CancellationToken cancel) =>
        (await export.Of(caller.UserId, null, cancel)).Is(out var file, out var refused) ? file : Answer.Problem(refused);

    private static async Task<Results<Accepted<ErasedMyself>, ProblemResult>> Erase(
        Caller caller,
        Body<OwnerProofBody> body,
        EraseMyself erase,
        HttpContext context,
        CancellationToken cancel
    ) => Answer.Accepted(await erase.Do(caller, body.Value, context.Network(), cancel), _ => "/");

    private static async Task<Results<Ok<Page<Profile>>, ProblemResult>> List(
        PageRequest page,
        string? q,
        [FromQuery(Name = "user_ids")] string? userIds,
        Profiles profiles
    ) =>
        Answer.Ok(
            userIds is null
                ? await profiles.List(page, string.IsNullOrWhiteSpace(q) ? null : q.Trim())
                : await profiles.These(userIds.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        );

    private static async Task<Results<Ok<SavedAddresses>, ProblemResult>> AddressesOf(
        string user_id,
        Profiles profiles,
        AddressBook book
    ) => (await profiles.GetForAdmin(user_id)).Refused is { } refused ? Answer.Problem(refused) : TypedResults.Ok(await book.List(user_id));

    private static async Task<Results<Ok<Profile>, ProblemResult>> Find(string user_id, Profiles profiles) =>
        Answer.Ok(await profiles.GetForAdmin(user_id));

    private static async Task<Results<Ok<Profile>, ProblemResult>> Disable(
        string user_id,
        Caller caller,
        Body<DisabledBody> body,
        DisableAccount disable
    ) => Answer.Ok(await disable.Do(caller, user_id, body.Value.Disabled));

    private static async Task<Results<Ok<Profile>, ProblemResult>> SetRoles(
        string user_id,
        Caller caller,
        Body<RolesBody> body,
        Profiles profiles
    ) => Answer.Ok(await profiles.SetRoles(caller, user_id, body.Value));
}
