// The HTTP routes of search beside the list of products: suggestions, and the synonyms that staff keep.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Search;

/// <summary>Body of POST /api/search/synonyms.</summary>
/// <param name="Words">Words or phrases of which each finds what the others find.</param>
public sealed record NewSynonym(IReadOnlyList<string> Words);

/// <summary>A group of words that mean the same.</summary>
public sealed record SynonymBody(string SynonymId, IReadOnlyList<string> Words, DateTimeOffset CreatedAt);

internal static class SearchRoutes
{
    /// <summary>Groups: each is looked at in every search.</summary>
    private const int GroupsMax = 500;
    private const int WordsMin = 2;
    private const int WordsMax = 20;
    private const int WordCharsMax = 60;

    // As long as a shopper types; a suggestion may be that old.
    private const string ShortWhile = "public, max-age=15";
    private const string AttributePrefix = "attr.";

    private static readonly SynonymBody Shown = new(
        "018f2c3a-7b1e-7c55-9d40-5f0a4d1f2b77",
        ["jumper", "sweater"],
        DateTimeOffset.UnixEpoch
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("/api/search")
            .Area("Catalog")
            .MapGet("/suggest", Suggest)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Suggest while a shopper types",
                "Up to six products and three categories for words whose last may be a beginning; misspelled words are corrected. `queries` is empty: what people type is not kept. May be 15 seconds old."
            )
            .Query("q", "What was typed so far; nothing is suggested for nothing.")
            .Refuses(RefusalKind.Invalid, "validation_failed", "the words are too long")
            .Example(
                response: new SuggestionsBody(
                    [new("1", "Wireless Mouse", 29.99m, "USD", "/api/products/1/image.svg")],
                    [new("Electronics", 42)],
                    []
                )
            );
        var synonyms = routes.MapGroup("/api/search/synonyms").Area("Catalog").May(Permission.ProductsEdit);
        synonyms
            .MapGet(string.Empty, List)
            .May(Permission.ProductsView)
            .Doc("List synonyms", "All groups of words that mean the same, the oldest first; there are at most 500, on one page.")
            .Example(response: new Page<SynonymBody>([Shown], null));
        synonyms
            .MapPost(string.Empty, Add)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Let words mean the same",
                "Each word or phrase of the group finds what the others find, from the next search on; in other processes within a second. Case, accents and plurals do not matter."
            )
            .Refuses(RefusalKind.Conflict, "too_many_synonyms", "there are 500 groups")
            .Produces<SynonymBody>(StatusCodes.Status201Created)
            .Example(new { words = Shown.Words }, Shown);
        synonyms
            .MapDelete("/{synonym_id}", Remove)
            .RequireRateLimiting(RateLimits.Write)
            .Doc("Take a group of synonyms away", "204 also when it was not there.");
    }

    /// <summary>The filters <c>attr.{name}</c> of a query string, each name once.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Attributes(IQueryCollection query)
    {
        List<(string, IReadOnlyList<string>)>? found = null;
        foreach (var (name, values) in query)
        {
            if (name.StartsWith(AttributePrefix, StringComparison.Ordinal) && values.Any(value => !string.IsNullOrEmpty(value)))
            {
                (found ??= []).Add(
                    (
                        name[AttributePrefix.Length..],
                        [.. values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!).Distinct(StringComparer.Ordinal)]
                    )
                );
            }
        }

        return found ?? [];
    }

    private static async Task<Results<Ok<SuggestionsBody>, ProblemResult>> Suggest(HttpContext context, SuggestProducts suggest)
    {
        if (!(await suggest.For(context.Request.Query["q"], context.RequestAborted)).Is(out var body, out var refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.CacheControl = ShortWhile;
        return TypedResults.Ok(body);
    }

    private static async Task<Ok<Page<SynonymBody>>> List([FromKeyedServices("catalog")] Database database)
    {
        var rows = await database.Read(SearchSql.Synonyms);
        return TypedResults.Ok(new Page<SynonymBody>([.. rows.Select(Body)], null));
    }

    private static async Task<IResult> Add(
        Body<NewSynonym> body,
        [FromKeyedServices("catalog")] Database database,
        ProductSearch search,
        IIds ids,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var words = body.Value.Words.Select(word => word?.Trim() ?? string.Empty).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var check = new Check().That(
            words.Count is >= WordsMin and <= WordsMax,
            "words",
            $"must be {WordsMin} to {WordsMax} different words or phrases"
        );
        for (var i = 0; i < Math.Min(words.Count, WordsMax); i++)
        {
            check.Text($"words[{i}]", words[i], WordCharsMax);
            check.That(words[i].Any(char.IsLetterOrDigit), $"words[{i}]", "must have a letter or a digit");
        }

        if (check.Refused is { } refused)
        {
            return Answer.Problem(refused);
        }

        var row = new SynonymRow(ids.Next(), words, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var outcome = await database.Write(
            async tx =>
            {
                if (await SearchSql.CountSynonyms(tx) >= GroupsMax)
                {
                    return (Outcome<SynonymRow>)
                        Refusal.Conflict("too_many_synonyms", $"There are {GroupsMax} groups of synonyms; take one away first.");
                }

                await SearchSql.AddSynonym(tx, row);
                tx.OnCommitted(search.SynonymsChanged);
                return row;
            },
            cancel
        );
        return outcome.Is(out var added, out var wrong) ? TypedResults.Created("/api/search/synonyms", Body(added)) : Answer.Problem(wrong);
    }

    private static async Task<NoContent> Remove(
        [FromRoute(Name = "synonym_id")] string synonymId,
        [FromKeyedServices("catalog")] Database database,
        ProductSearch search,
        CancellationToken cancel
    )
    {
        await database.Write(
            async tx =>
            {
                tx.OnCommitted(search.SynonymsChanged);
                return await SearchSql.RemoveSynonym(tx, synonymId);
            },
            cancel
        );
        return TypedResults.NoContent();
    }

    private static SynonymBody Body(SynonymRow row) =>
        new(row.SynonymId, row.Words, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedMs));
}
