// The HTTP routes of customer groups, for admins: who may use the promotions that are for members alone.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Promotions;

/// <summary>A group of customers. It is there as long as it has a member.</summary>
public sealed record GroupBody(string Group, long Members);

/// <summary>A member of a group.</summary>
public sealed record MemberBody(string UserId, DateTimeOffset AddedAt);

internal static class GroupRoutes
{
    private static readonly MemberBody Shown = new("018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77", DateTimeOffset.UnixEpoch);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var groups = routes.MapGroup("/api/customer-groups").Area("Promotions").May(Permission.CustomersView);
        groups
            .MapGet(string.Empty, List)
            .Query("user_id", "Only the groups that this customer is in.")
            .Doc("List customer groups", "By name, each with the number of its members.")
            .Example(response: new Page<GroupBody>([new("vip", 42)], null));
        groups
            .MapGet("/{group}/members", Members)
            .Doc("List the members of a group", "By user id. A group that nobody is in is empty, whether it was ever used or not.")
            .Example(response: new Page<MemberBody>([Shown], null))
            .Refuses(RefusalKind.Invalid, "validation_failed", "no group can have the name");
        groups
            .MapGet("/{group}/members/{user_id}", Member)
            .Doc("Look whether a customer is in a group", "The member, or 404.")
            .Example(response: Shown)
            .Refuses(RefusalKind.NotFound, "member_not_found", "the customer is not in the group");
        groups
            .MapPut("/{group}/members/{user_id}", Add)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Put a customer into a group",
                $"204 also when it was there already. A group's name has {CustomerGroupName.Rule}; case does not matter. In force with the next cart."
            )
            .Refuses(RefusalKind.Invalid, "validation_failed", "no group can have the name, or no user the id");
        groups
            .MapDelete("/{group}/members/{user_id}", Remove)
            .May(Permission.CustomersEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Take a customer out of a group", "204 also when it was not there. Orders keep what they were given.");
    }

    private static async Task<Results<Ok<Page<GroupBody>>, ProblemResult>> List(
        PageRequest page,
        [FromQuery(Name = "user_id")] string? userId,
        [FromKeyedServices("promotions")] Database database
    )
    {
        var purpose = "groups " + userId;
        if (!page.After(purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => GroupStore.List(sql, after?[0] ?? string.Empty, page.Limit + 1, userId));
        return TypedResults.Ok(page.Page(purpose, rows, row => new GroupBody(row.Name, row.Members), row => [row.Name]));
    }

    private static async Task<Results<Ok<Page<MemberBody>>, ProblemResult>> Members(
        string group,
        PageRequest page,
        [FromKeyedServices("promotions")] Database database
    )
    {
        if (
            !Checked(group, string.Empty).Is(out var name, out var refused)
            || !page.After("members:" + name, 1).Is(out var after, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var rows = await database.Read(sql => GroupStore.Members(sql, name, after?[0] ?? string.Empty, page.Limit + 1));
        return TypedResults.Ok(page.Page("members:" + name, rows, row => Body(row.UserId, row.AddedMs), row => [row.UserId]));
    }

    private static async Task<Results<Ok<MemberBody>, ProblemResult>> Member(
        string group,
        [FromRoute(Name = "user_id")] string userId,
        [FromKeyedServices("promotions")] Database database
    ) =>
        CustomerGroupName.Normalize(group) is { } name
        && await database.Read(sql => GroupStore.AddedMs(sql, name, userId)) is { } addedMs and > 0
            ? TypedResults.Ok(Body(userId, addedMs))
            : Answer.Problem(
                Refusal.NotFound("member_not_found", $"The customer is not in the group {CustomerGroupName.Normalize(group)}.")
            );

    private static async Task<Results<NoContent, ProblemResult>> Add(
        string group,
        [FromRoute(Name = "user_id")] string userId,
        [FromKeyedServices("promotions")] Database database,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        if (!Checked(group, userId).Is(out var name, out var refused))
        {
            return Answer.Problem(refused);
        }

        await database.Write(tx => GroupStore.Add(tx, name, userId, clock.GetUtcNow().ToUnixTimeMilliseconds()), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Remove(
        string group,
        [FromRoute(Name = "user_id")] string userId,
        [FromKeyedServices("promotions")] Database database,
        CancellationToken cancel
    )
    {
        if (CustomerGroupName.Normalize(group) is { } name)
        {
            await database.Write(tx => GroupStore.Remove(tx, name, userId), cancel);
        }

        return TypedResults.NoContent();
    }

    private static Outcome<string> Checked(string group, string userId)
    {
        var name = CustomerGroupName.Normalize(group);
        return
            new Check().That(name is not null, "group", "must have " + CustomerGroupName.Rule).Text("user_id", userId, min: 0).Refused
                is { } wrong
            ? wrong
            : name!;
    }

    private static MemberBody Body(string userId, long addedMs) => new(userId, DateTimeOffset.FromUnixTimeMilliseconds(addedMs));
}
