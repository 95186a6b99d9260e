// The HTTP routes of the shop's texts.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>A text in the list.</summary>
/// <param name="Version">SHA-256 of its words; an order names it by this.</param>
/// <param name="Since">When the shop first showed this version.</param>
/// <param name="Sample">Whether it is a sample of the demo and nobody's policy.</param>
public sealed record PolicyRowBody(string Name, string Title, string Version, DateTimeOffset Since, bool Sample);

/// <summary>All texts, those that every shop has first.</summary>
public sealed record PolicyListBody(IReadOnlyList<PolicyRowBody> Items)
{
    /// <summary>Of those that the shop shows today.</summary>
    public static PolicyListBody Of(IReadOnlyList<KeptPolicy> today) =>
        new([
            .. today.Select(one => new PolicyRowBody(
                one.Policy.Name,
                one.Policy.Title,
                one.Policy.Version,
                OrderBody.Time(one.SinceMs),
                one.Policy.IsSample
            )),
        ]);
}

/// <summary>A text with its words.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Current">Whether it is the version of today.</param>
public sealed record PolicyBody(string Name, string Title, string Version, DateTimeOffset Since, bool Sample, bool Current, string Text);

/// <summary>A text that was agreed to with an order.</summary>
/// <param name="Version">SHA-256 of its words: <c>GET /api/policies/{name}?version=</c> has them.</param>
public sealed record AgreedPolicyBody(string Name, string Version, DateTimeOffset AgreedAt);

/// <summary>A text that is agreed to with a placement, as it was shown.</summary>
public sealed record AgreeBody(string Name, string Version);

/// <summary>A text that is written in the admin.</summary>
/// <param name="Text">Markdown; its first heading is its title.</param>
public sealed record PolicyTextBody(string Text);

/// <summary>A text as staff edit it.</summary>
/// <param name="Source">admin: it was written here; file: a file of Shop:Policies, which wins and is changed there; sample: the
/// demo's.</param>
/// <param name="Version">For If-Match; 0 where it was never written in the admin.</param>
/// <param name="ChangedAt">When it was written in the admin; null: never.</param>
/// <param name="ChangedBy">By whom.</param>
public sealed record EditedPolicyBody(
    string Name,
    string Title,
    string Text,
    [OneOf("admin", "file", "sample")] string Source,
    long Version,
    DateTimeOffset? ChangedAt,
    string? ChangedBy
);

/// <summary>All texts as staff edit them.</summary>
/// <param name="Missing">Names that a shop for consumers must have and this one has not.</param>
public sealed record EditedPolicyListBody(IReadOnlyList<EditedPolicyBody> Items, IReadOnlyList<string> Missing);

internal static class PolicyRoutes
{
    // What JSON adds to a text at most: each of its characters may be written as six.
    private const int BodyBytesMax = 6 * ShopPolicies.BytesMax;

    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static readonly DateTimeOffset Then = new(2026, 6, 19, 0, 0, 0, TimeSpan.Zero);
    private static readonly Refusal NotFound = Refusal.NotFound("policy_not_found", "The shop has no such text, and had none.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/api/policies").Area("Shop");
        policies
            .MapGet("/", List)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "The shop's policies",
                "Terms, withdrawal with the model form, privacy, shipping and payment, imprint, and what else the shop has in Shop:Policies. Each says its version, which is the hash of its words."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Produces<PolicyListBody>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: new PolicyListBody([new("terms", "Terms of sale", Hash, Then, false)]));
        policies
            .MapGet("/{name}", Get)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Query("version", "A version that was shown before, as an order names it.")
            .Doc(
                "One policy",
                "Its words in Markdown. Every version that was ever shown can be had: an order names those that were agreed to."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Produces<PolicyBody>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: new PolicyBody("terms", "Terms of sale", Hash, Then, false, true, "# Terms of sale\n\n…"))
            .Refuses(RefusalKind.NotFound, "policy_not_found", "the shop has no such text, or never had this version");
        var edited = new EditedPolicyBody("terms", "Terms of sale", "# Terms of sale\n\n…", "admin", 2, Then, "u-1");
        routes
            .MapGroup("/api/settings/policies")
            .Area("Shop")
            .May(Permission.SettingsEdit)
            .MapGet(string.Empty, Edited)
            .Doc("The texts as staff edit them", "Each with where it comes from: a file of Shop:Policies wins and is changed there.")
            .Example(response: new EditedPolicyListBody([edited], ["imprint"]));
        policies
            .MapPut("/{name}", Put)
            .May(Permission.SettingsEdit)
            .TakesBodyOf(BodyBytesMax)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Write a policy",
                "Its words in Markdown, shown from now on, everywhere within two seconds; every version that was shown stays, because orders name it."
            )
            .Header("If-Match", ShippingRoutes.IfMatch)
            .Example(new PolicyTextBody("# Terms of sale\n\n…"), edited)
            .Refuses(RefusalKind.Conflict, "policy_of_file", "a file of Shop:Policies is the source of this text, and wins")
            .Refuses(RefusalKind.Conflict, "too_many_policies", $"the shop has {ShopPolicies.PoliciesMax} texts")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the text has changed meanwhile");
        policies
            .MapDelete("/{name}", Delete)
            .May(Permission.SettingsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Take a policy away",
                "204 also when it was not there. Versions that were shown can still be had; a demo shows its sample again."
            )
            .Header("If-Match", ShippingRoutes.IfMatch)
            .Refuses(RefusalKind.Conflict, "policy_of_file", "a file of Shop:Policies is the source of this text, and wins")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the text has changed meanwhile");
    }

    private static async Task<Ok<EditedPolicyListBody>> Edited(ShopPolicies policies, [FromKeyedServices("ordering")] Database database)
    {
        var rows = await database.Read(SettingsSql.Texts);
        return TypedResults.Ok(
            new EditedPolicyListBody(
                [.. policies.All.Select(one => Told(one, policies, rows.Find(row => row.Name == one.Name)))],
                policies.Missing
            )
        );
    }

    private static async Task<Results<Ok<EditedPolicyBody>, ProblemResult>> Put(
        string name,
        Body<PolicyTextBody> body,
        Caller caller,
        HttpContext context,
        EditSettings edit,
        ShopPolicies policies,
        CancellationToken cancel
    )
    {
        if (
            !context.Request.IfMatch().Is(out var version, out var refused)
            || !(await edit.PutText(name, body.Value.Text, version, caller.UserId, cancel)).Is(out var row, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.ETag = Conditional.ETag(row.Version);
        return TypedResults.Ok(Told(ShopPolicies.Of(row.Name, row.Text, isSample: false), policies, row));
    }

    private static async Task<Results<NoContent, ProblemResult>> Delete(
        string name,
        HttpContext context,
        EditSettings edit,
        CancellationToken cancel
    ) =>
        context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.NoContent(await edit.DeleteText(name, version, cancel))
            : Answer.Problem(refused);

    private static EditedPolicyBody Told(Policy policy, ShopPolicies policies, TextRow? row)
    {
        var source =
            policies.IsOfFile(policy.Name) ? "file"
            : policy.IsSample ? "sample"
            : "admin";
        var written = source == "admin" ? row : null;
        return new(
            policy.Name,
            policy.Title,
            policy.Text,
            source,
            row?.Version ?? 0,
            written is null ? null : OrderBody.Time(written.AtMs),
            written?.ActorId
        );
    }

    private static async Task<IResult> List(HttpContext context, PolicyStore store) =>
        context.ForAll(PolicyListBody.Of(await store.Today()));

    private static async Task<IResult> Get(string name, string? version, HttpContext context, PolicyStore store)
    {
        var today = (await store.Today()).FirstOrDefault(one => one.Policy.Name == name);
        return (version is null ? today : await store.Find(name, version)) is { } found
            ? context.ForAll(
                new PolicyBody(
                    found.Policy.Name,
                    found.Policy.Title,
                    found.Policy.Version,
                    OrderBody.Time(found.SinceMs),
                    found.Policy.IsSample,
                    found.Policy.Version == today?.Policy.Version,
                    found.Policy.Text
                )
            )
            : Answer.Problem(NotFound);
    }
}
