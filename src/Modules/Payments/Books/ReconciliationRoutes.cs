// The books compared: at a look, with repairs, and what is left for people.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>A movement on which the books disagree.</summary>
/// <param name="Ours">As the shop has it, or null.</param>
/// <param name="Theirs">As the provider has it, or null.</param>
public sealed record DifferenceReply(
    string PaymentId,
    string Kind,
    string? Reference,
    string Provider,
    LedgerReply? Ours,
    LedgerReply? Theirs
)
{
    internal static DifferenceReply Of(LedgerPlace place, string provider, LedgerEntry? ours, LedgerEntry? theirs) =>
        new(
            place.PaymentId,
            place.Kind,
            place.Reference.Length == 0 ? null : place.Reference,
            provider,
            ours is null ? null : LedgerReply.Of(ours),
            theirs is null ? null : LedgerReply.Of(theirs)
        );
}

/// <summary>A difference that a reconciliation has found.</summary>
/// <param name="State">open: people must look. repaired: the shop has learned it. gone: the books came to agree.</param>
public sealed record NotedDifference(
    DifferenceReply Difference,
    [OneOf("open", "repaired", "gone")] string State,
    DateTimeOffset FoundAt,
    DateTimeOffset SeenAt
);

/// <summary>What a reconciliation did.</summary>
/// <param name="Repaired">Movements that the shop has learned of a provider.</param>
/// <param name="Open">Movements that people must look at.</param>
/// <param name="NextCursor">Where to go on; null when all books have been read.</param>
public sealed record ReconciliationReply(int Repaired, int Open, string? NextCursor);

internal static class ReconciliationRoutes
{
    private const string Comparing = "reconciliation";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/payments").Area("Payments").May(Permission.PaymentsView);
        group
            .MapGet("/reconciliation", Compare)
            .Doc(
                "Compare the ledgers",
                "Movements that stand in the shop's ledger or a provider's only, or differently. Empty when they agree. Changes nothing. "
                    + "A payment whose answer was lost shows here until the provider has been asked."
            );
        group
            .MapPost("/reconciliation", Reconcile)
            .May(Permission.PaymentsEdit)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Compare the ledgers and repair",
                "What a provider knows and the shop does not is learned. What only the shop has is never taken out: it is noted, and shows under differences. "
                    + "One call reads up to 100,000 movements; go on with next_cursor. The shop does the same by itself every Payments:CompareEvery."
            )
            .Query("cursor", "Where the call before left off.")
            .Example(response: new ReconciliationReply(1, 0, null))
            .Refuses(RefusalKind.Invalid, "invalid_cursor", "the cursor is not one that this call gave");
        group
            .MapGet("/differences", Differences)
            .Doc(
                "Differences that reconciliations have found",
                "Those of one state, by payment. Nothing is ever taken off the list: an open one becomes gone when the books agree."
            )
            .Query(
                "state",
                "open (the default), repaired or gone.",
                words: [DifferenceState.Open, DifferenceState.Repaired, DifferenceState.Gone]
            )
            .Refuses(RefusalKind.Invalid, "validation_failed", "the state is none of the three");
    }

    private static async Task<Results<Ok<Page<DifferenceReply>>, ProblemResult>> Compare(
        PageRequest page,
        CompareBooks compare,
        Cursors cursors,
        CancellationToken cancel
    )
    {
        if (!page.After(Comparing, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var (differences, goOn) = await compare.Run(Place(after), page.Limit, cancel);
        return TypedResults.Ok(
            new Page<DifferenceReply>(
                [.. differences.Select(d => DifferenceReply.Of(d.Place, d.Provider, d.Ours, d.Theirs))],
                goOn is { } place ? cursors.Encode(Comparing, place.PaymentId, place.Kind, place.Reference) : null
            )
        );
    }

    private static async Task<Results<Ok<ReconciliationReply>, ProblemResult>> Reconcile(
        [FromQuery(Name = "cursor")] string? cursor,
        ReconcileBooks reconcile,
        Cursors cursors,
        CancellationToken cancel
    )
    {
        string[]? after = null;
        if (cursor is not null && !PageRequest.Of(cursors, cursor: cursor).After(Comparing, 3).Is(out after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var done = await reconcile.Stretch(Place(after), cancel);
        return TypedResults.Ok(
            new ReconciliationReply(
                done.Repaired,
                done.Open,
                done.GoOn is { } place ? cursors.Encode(Comparing, place.PaymentId, place.Kind, place.Reference) : null
            )
        );
    }

    private static async Task<Results<Ok<Page<NotedDifference>>, ProblemResult>> Differences(
        PageRequest page,
        [FromQuery(Name = "state")] string? state,
        PaymentBook book
    )
    {
        var wanted = state ?? DifferenceState.Open;
        var check = new Check().OneOf("state", wanted, DifferenceState.Open, DifferenceState.Repaired, DifferenceState.Gone);
        if (check.Refused is { } wrong)
        {
            return Answer.Problem(wrong);
        }

        var purpose = "differences:" + wanted;
        if (!page.After(purpose, 3).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await book.Database.Read(sql => DifferenceStore.List(sql, wanted, Place(after), page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                d => new NotedDifference(
                    DifferenceReply.Of(d.Place, d.Provider, d.Ours, d.Theirs),
                    d.State,
                    DateTimeOffset.FromUnixTimeMilliseconds(d.FoundMs),
                    DateTimeOffset.FromUnixTimeMilliseconds(d.SeenMs)
                ),
                d => [d.Place.PaymentId, d.Place.Kind, d.Place.Reference]
            )
        );
    }

    private static LedgerPlace Place(string[]? parts) => parts is null ? LedgerPlace.Start : new(parts[0], parts[1], parts[2]);
}
