// The HTTP routes of a rebuild: to ask for it, and to see how far it is.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Analytics;

/// <summary>A rebuild of the facts of orders; <paramref name="Done"/> of <paramref name="Total"/> orders.</summary>
public sealed record RebuildBody(
    [OneOf(Rebuild.Wanted, Rebuild.Running, Rebuild.Finished, Rebuild.Failed)] string State,
    long Done,
    long Total,
    string? Error,
    DateTimeOffset WantedAt,
    DateTimeOffset UpdatedAt
)
{
    public static RebuildBody Of(Rebuild rebuild) =>
        new(rebuild.State, rebuild.Done, rebuild.Total, rebuild.Error, Times.Of(rebuild.WantedMs), Times.Of(rebuild.UpdatedMs));
}

internal static class RebuildRoutes
{
    public static void Map(RouteGroupBuilder analytics)
    {
        var example = new RebuildBody(Rebuild.Running, 1_200, 5_000, null, AnalyticsRoutes.ExampleFrom, AnalyticsRoutes.ExampleFrom);
        analytics
            .MapPost("/rebuild", Want)
            .May(Permission.SettingsEdit)
            .Doc(
                "Rebuild the figures",
                "Takes all facts of orders from Ordering anew, beside the running shop. One that is under way goes on instead."
            )
            .Example(response: example with { State = Rebuild.Wanted, Done = 0, Total = 0 });
        analytics
            .MapGet("/rebuild", Show)
            .May(Permission.SettingsEdit)
            .Doc("The last rebuild", "How far it is.")
            .Example(response: example)
            .Refuses(RefusalKind.NotFound, "never_rebuilt", "the figures were never rebuilt");
    }

    private static async Task<Accepted<RebuildBody>> Want(
        [FromKeyedServices("analytics")] Database database,
        [FromKeyedServices("analytics")] Signal wanted,
        TimeProvider clock
    )
    {
        var rebuild = await database.Write(tx => RebuildStore.Want(tx, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        wanted.Raise();
        return TypedResults.Accepted("/api/analytics/rebuild", RebuildBody.Of(rebuild));
    }

    private static async Task<Results<Ok<RebuildBody>, ProblemResult>> Show([FromKeyedServices("analytics")] Database database) =>
        await database.Read(RebuildStore.Find) is { } rebuild
            ? TypedResults.Ok(RebuildBody.Of(rebuild))
            : Answer.Problem(Refusal.NotFound("never_rebuilt", "The figures were never rebuilt: they follow the events."));
}
