// POST /api/persons/erase: an admin erases a person whole, as `cartwright erase` does beside the shop.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <param name="UserId">Of an account or a guest; not together with the address.</param>
/// <param name="Email">The account that has it with its orders, and every order that was placed with it.</param>
/// <param name="DryRun">Changes nothing, and says what would be erased and what stands against it.</param>
internal sealed record ErasureBody(string? UserId = null, string? Email = null, bool DryRun = false);

/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="UserId">The account that was erased, or would be; null where there is none, or it was erased before.</param>
/// <param name="Orders">How many orders were erased now, or would be.</param>
internal sealed record ErasureReply(bool DryRun, string? UserId, long Orders);

internal static class ErasureRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/persons")
            .Area("Users")
            .MapPost("/erase", Erase)
            .Only(Role.Admin)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Erase a person",
                "By user id, or by e-mail address: account, and in the orders names, addresses, mailboxes and all that people wrote; carts, mails, coupon hashes and "
                    + "recommendations follow by events. What the books need stays, and every order still verifies. There is no way back. Nothing is erased while one order "
                    + "has not ended; `orders` names those. Repeating erases what has come since. Who erased stands in each order's timeline."
            )
            .Example(
                new ErasureBody(Email: "ada@example.com", DryRun: true),
                new ErasureReply(true, "0199a1b2-0000-7000-8000-000000000001", 3)
            )
            .Refuses(RefusalKind.Conflict, "order_under_way", "orders names those that have not ended")
            .Refuses(
                RefusalKind.Conflict,
                "order_does_not_hold",
                "orders names those that are not as the shop wrote them; erasing would hide that"
            )
            .Refuses(RefusalKind.Conflict, "orders_unsealed", "orders of an earlier version are still being sealed; repeat in some minutes")
            .Refuses(RefusalKind.Conflict, "vendor_account", "the account acts for a vendor; take the role away first")
            .Refuses(RefusalKind.Conflict, "last_admin", "the shop would be left without an admin");

    private static async Task<Results<Ok<ErasureReply>, ProblemResult>> Erase(
        Body<ErasureBody> body,
        Caller caller,
        ErasePersons erasing,
        IIdentity identity,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        var email = asked.Email?.Trim();
        var check = new Check()
            .Text("user_id", asked.UserId)
            .Email("email", email)
            .That(asked.UserId is null != email is null, "user_id", "or email must be given, and one of them");
        return check.Refused is { } faulty
            ? Answer.Problem(faulty)
            : Answer.Ok(
                await erasing.EraseWhole(
                    asked.UserId,
                    email,
                    new Actor("admin", caller.UserId),
                    asked.DryRun,
                    account => identity.EraseAccount(account, cancel),
                    cancel
                ),
                erased => new ErasureReply(asked.DryRun, erased.UserId, asked.DryRun ? erased.Orders : erased.Erased.Count)
            );
    }
}
