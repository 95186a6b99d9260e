// Persons, for admins: to erase one whole, as `cartwright erase` does beside the shop; the log of erasures; and one's file.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <param name="UserId">Of an account or a guest; not together with the address.</param>
/// <param name="Email">The account that has it with its orders, and every order that was placed with it.</param>
/// <param name="DryRun">Changes nothing, and says what would be erased and what stands against it.</param>
internal sealed record ErasureBody(string? UserId = null, string? Email = null, bool DryRun = false);

/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="UserId">The account that was erased, or would be; null where there is none, or it was erased before.</param>
/// <param name="Orders">How many orders were erased now, or would be.</param>
internal sealed record ErasureReply(bool DryRun, string? UserId, long Orders);

/// <param name="Actor">
/// Who asked: customer (the person), admin, operator (a command), retention (the time for which orders are kept).
/// </param>
/// <param name="ActorId">The admin, or whoever it was; an id.</param>
/// <param name="UserId">Whose account, by an id that leads to nobody any more; null where there was none.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="EndedAt">Null: it was broken off, and is to be repeated.</param>
/// <param name="Erased">What, by module and table; modules that hear of it later add theirs within seconds.</param>
internal sealed record ErasureEntryBody(
    string ErasureId,
    DateTimeOffset At,
    [OneOf("customer", "admin", "operator", "retention")] string Actor,
    string? ActorId,
    string? UserId,
    long Orders,
    DateTimeOffset? EndedAt,
    IReadOnlyList<ErasedRowsBody> Erased
)
{
    internal static ErasureEntryBody Of(Erasure one) =>
        new(
            one.ErasureId,
            OrderBody.Time(one.AtMs),
            one.By.Role,
            one.By.Id,
            one.UserId,
            one.Orders,
            one.EndedMs is { } ended ? OrderBody.Time(ended) : null,
            [.. one.Parts.Select(part => new ErasedRowsBody(part.Module, part.Table, part.Rows))]
        );
}

/// <summary>Rows of a table that were deleted or emptied.</summary>
internal sealed record ErasedRowsBody(string Module, string Table, long Rows);

internal static class ErasureRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var persons = routes.MapGroup("/api/persons").Area("Users");
        persons
            .MapGet("/export", Export)
            .May(Permission.PersonsExport)
            .RequireRateLimiting(RateLimits.Costly)
            .Query("email", "The account that has it, every order that was placed with it, and the guests who placed them.")
            .Query("user_id", "Of an account or a guest; one of the two.")
            .Doc(
                "A person's file",
                "All that the shop keeps of a person, from every module, as a JSON file to hand over. Make sure who asks before it is handed over."
            )
            .Refuses(RefusalKind.Forbidden, "owner_only", "it is an owner's account, and you are none")
            .Refuses(RefusalKind.Forbidden, "permission_beyond_yours", "it is an account of staff who may do more than you")
            .Refuses(RefusalKind.NotFound, "person_not_found", "there is neither an account nor an order of this person")
            .Refuses(RefusalKind.Unavailable, "person_records_unreachable", "a module cannot be asked, and half a file is none");
        persons
            .MapGet("/erasures", Erasures)
            .May(Permission.PersonsErase)
            .Doc(
                "The log of erasures",
                "Who was erased by whom and when, and how many rows of which table that took. Newest first; it names nobody."
            )
            .Example(
                response: new Page<ErasureEntryBody>(
                    [
                        new(
                            "0199a1b2-0000-7000-8000-00000000000e",
                            OrderBody.Time(1_780_000_000_000),
                            "customer",
                            "0199a1b2-0000-7000-8000-000000000001",
                            "0199a1b2-0000-7000-8000-000000000001",
                            3,
                            OrderBody.Time(1_780_000_000_000),
                            [new("identity", "users", 1), new("notifications", "mail", 9), new("ordering", "orders", 3)]
                        ),
                    ],
                    null
                )
            );
        persons
            .MapPost("/erase", Erase)
            .May(Permission.PersonsErase)
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
    }

    private static async Task<Results<PersonFile, ProblemResult>> Export(
        Caller caller,
        PersonExport export,
        string? email,
        [FromQuery(Name = "user_id")] string? userId,
        CancellationToken cancel
    )
    {
        email = email?.Trim();
        var check = new Check()
            .Text("user_id", userId)
            .Email("email", email)
            .That(userId is null != email is null, "user_id", "or email must be given, and one of them");
        return check.Refused is { } faulty ? Answer.Problem(faulty)
            : (await export.Of(userId, email, cancel, caller.UserId)).Is(out var file, out var refused) ? file
            : Answer.Problem(refused);
    }

    private static async Task<Results<Ok<Page<ErasureEntryBody>>, ProblemResult>> Erasures(
        PageRequest page,
        [FromKeyedServices("ordering")] Database database
    )
    {
        const string Purpose = "erasures";
        if (!page.After(Purpose, 1).Is(out var after, out var refused) && refused is not null)
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => ErasureSql.List(sql, after?[0], page.Limit + 1));
        return Answer.Ok<Page<ErasureEntryBody>>(page.Page(Purpose, rows, ErasureEntryBody.Of, row => [row.ErasureId]));
    }

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
