// The HTTP routes of the shop's texts.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>A text in the list.</summary>
/// <param name="Version">SHA-256 of its words; an order names it by this.</param>
/// <param name="Since">When the shop first showed this version.</param>
/// <param name="Sample">Whether it is a sample of the demo and nobody's policy.</param>
public sealed record PolicyRowBody(string Name, string Title, string Version, DateTimeOffset Since, bool Sample);

/// <summary>All texts, those that every shop has first.</summary>
public sealed record PolicyListBody(IReadOnlyList<PolicyRowBody> Items);

/// <summary>A text with its words.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Current">Whether it is the version of today.</param>
public sealed record PolicyBody(string Name, string Title, string Version, DateTimeOffset Since, bool Sample, bool Current, string Text);

/// <summary>A text that was agreed to with an order.</summary>
/// <param name="Version">SHA-256 of its words: <c>GET /api/policies/{name}?version=</c> has them.</param>
public sealed record AgreedPolicyBody(string Name, string Version, DateTimeOffset AgreedAt);

/// <summary>A text that is agreed to with a placement, as it was shown.</summary>
public sealed record AgreeBody(string Name, string Version);

internal static class PolicyRoutes
{
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
            .Example(response: new PolicyBody("terms", "Terms of sale", Hash, Then, false, true, "# Terms of sale\n\n…"))
            .Refuses(RefusalKind.NotFound, "policy_not_found", "the shop has no such text, or never had this version");
    }

    private static async Task<Ok<PolicyListBody>> List(PolicyStore store) =>
        TypedResults.Ok(
            new PolicyListBody([
                .. (await store.Today()).Select(one => new PolicyRowBody(
                    one.Policy.Name,
                    one.Policy.Title,
                    one.Policy.Version,
                    OrderBody.Time(one.SinceMs),
                    one.Policy.IsSample
                )),
            ])
        );

    private static async Task<Results<Ok<PolicyBody>, ProblemResult>> Get(string name, string? version, PolicyStore store)
    {
        var today = (await store.Today()).FirstOrDefault(one => one.Policy.Name == name);
        return (version is null ? today : await store.Find(name, version)) is { } found
            ? TypedResults.Ok(
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
