// Changes many products with one request, which may be repeated.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog;

/// <summary>Body of POST /api/products/bulk.</summary>
/// <param name="ProductIds">1 to 100. A change of price, class of taxes or category goes for their variants too.</param>
/// <param name="Mode">
/// <c>good</c> (when absent): what can be changed is, and each line says what became of it. <c>all</c>: all or none.
/// </param>
public sealed record BulkProductsBody(
    IReadOnlyList<string> ProductIds,
    BulkChangeBody Change,
    [property: OneOf("good", "all")] string? Mode = null
);

/// <summary>What changes; absent members stay.</summary>
/// <param name="AddTags">Tags that are there already stay.</param>
public sealed record BulkChangeBody(
    [property: OneOf(ProductStatus.Draft, ProductStatus.Active, ProductStatus.Archived)] string? Status = null,
    string? Category = null,
    string? TaxClass = null,
    BulkPrice? Price = null,
    IReadOnlyList<string>? AddTags = null,
    IReadOnlyList<string>? RemoveTags = null
);

/// <summary>By how much a price changes: so many per cent, or so much of a currency. It is rounded to what the currency has.</summary>
/// <param name="Percent">-99.99 to 1000, with at most two digits behind the point.</param>
/// <param name="Amount">Major units; below zero for a reduction.</param>
/// <param name="Currency">Of the amount; products in another are refused.</param>
public sealed record BulkPrice(decimal? Percent = null, decimal? Amount = null, string? Currency = null);

/// <summary>What became of each line, the variants of a product behind it.</summary>
public sealed record BulkProductsReply(int Changed, int Refused, IReadOnlyList<BulkProductsLine> Results);

/// <param name="ParentId">On the line of a variant that changed with its parent.</param>
/// <param name="Code">Why it was not changed; null where it was.</param>
public sealed record BulkProductsLine(string ProductId, string? ParentId, bool Changed, string? Code, string? Detail);

/// <summary>Answers POST /api/products/bulk.</summary>
public sealed class BulkProducts(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    CategoryBook categories,
    TimeProvider clock,
    IProductJournal? journal = null
)
{
    /// <summary>Products that a request names: a page of the list.</summary>
    public const int NamedMax = 100;

    /// <summary>Lines with their variants: one transaction holds up others' changes for so long.</summary>
    public const int LinesMax = 500;

    private const string All = "all";

    private static readonly Refusal Repeated = Refusal.Conflict(
        "idempotency_in_progress",
        "A request with this Idempotency-Key is being carried out. Repeat it to be told what came of it."
    );

    /// <summary>
    /// Carries it out once a key and answers what was answered before when it comes again. Refused with <c>validation_failed</c>,
    /// <c>too_many_lines</c>, <c>idempotency_key_reused</c>, and in mode <c>all</c> with <c>bulk_refused</c>, whose <c>results</c> say
    /// which lines were the reason. Where the store is not the database, <c>all</c> is checked before the first change and not again.
    /// </summary>
    public async Task<Outcome<BulkProductsReply>> Run(BulkProductsBody body, string key, Seller seller, CancellationToken cancel)
    {
        var said = body.Change;
        var change = new BulkChange(
            said.Status,
            said.Category,
            said.TaxClass,
            said.Price?.Percent,
            said.Price?.Amount,
            said.Price?.Currency,
            said.AddTags,
            said.RemoveTags
        );
        var check = new Check().Count("product_ids", body.ProductIds, NamedMax, min: 1).OneOf("mode", body.Mode, "good", All);
        check
            .That(body.ProductIds.All(id => id is not null && ProductRules.IsId(id)), "product_ids", "must be ids of products")
            .Text("Idempotency-Key", key, Limits.IdempotencyKeyCharsMax);
        change.Validate(check);
        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        var asked = Hash(JsonSerializer.Serialize(body, Json.Options));
        if (await Kept(seller, key, asked) is { } before)
        {
            return before;
        }

        var lines = await Lines(body, change);
        if (lines.Count > LinesMax)
        {
            return Refusal.Invalid(
                "too_many_lines",
                $"With their variants these are {lines.Count} products; at most {LinesMax} change at once."
            );
        }

        if (body.Mode == All && await Beforehand(lines, change, seller) is { } unfit)
        {
            return unfit;
        }

        return await CarryOut(body, lines, change, seller, key, asked, cancel);
    }

    private async Task<Outcome<BulkProductsReply>> CarryOut(
        BulkProductsBody body,
        List<(string Id, string? ParentId)> lines,
        BulkChange change,
        Seller seller,
        string key,
        string asked,
        CancellationToken cancel
    )
    {
        var job = $"bulk\n{seller.UserId}\n{key}";
        var commands = await categories.Spelled([
            .. lines.Select((line, i) => new ChangeInBulk(line.Id, Of(change, line.ParentId), seller, new(job, i))),
        ]);
        BulkProductsReply? reply = null;
        var noted = await store.ChangeMany(
            commands,
            async (tx, outcomes) =>
            {
                reply = Reply(lines, outcomes);
                if (body.Mode == All && reply.Refused > 0 && journal is null)
                {
                    return RefusedWhole(reply);
                }

                await categories.Grow(tx, commands, outcomes);
                var kept = new BulkKept(asked, JsonSerializer.Serialize(reply, Json.Options));
                return await ProductHistorySql.Keep(tx, seller.UserId, key, kept, clock.GetUtcNow().ToUnixTimeMilliseconds())
                    ? true
                    : Repeated;
            },
            cancel
        );
        return noted.Is(out _, out var refused) ? reply!
            : refused.Code == Repeated.Code && await Kept(seller, key, asked) is { } before ? before
            : refused;
    }

    private async Task<Outcome<BulkProductsReply>?> Kept(Seller seller, string key, string asked)
    {
        var kept = await database.Read(sql => ProductHistorySql.Kept(sql, seller.UserId, key));
        return kept is null ? (Outcome<BulkProductsReply>?)null
            : kept.Asked == asked ? (Outcome<BulkProductsReply>)JsonSerializer.Deserialize<BulkProductsReply>(kept.Reply, Json.Options)!
            : new Refusal(
                RefusalKind.Unprocessable,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another change. Use a new one."
            );
    }

    // The variants of a product that is named stand behind it, unless they are named themselves.
    private async Task<List<(string Id, string? ParentId)>> Lines(BulkProductsBody body, BulkChange change)
    {
        string[] named = [.. body.ProductIds.Distinct(StringComparer.Ordinal)];
        if (!change.IsForVariants)
        {
            return [.. named.Select(id => (id, (string?)null))];
        }

        var known = named.ToHashSet(StringComparer.Ordinal);
        var variants = (await store.Variants(named)).ToLookup(variant => variant.ParentId, StringComparer.Ordinal);
        return
        [
            .. named.SelectMany(id =>
                variants[id]
                    .Where(variant => known.Add(variant.ProductId))
                    .Select(variant => (variant.ProductId, (string?)id))
                    .Prepend((id, null))
            ),
        ];
    }

    private async Task<Refusal?> Beforehand(List<(string Id, string? ParentId)> lines, BulkChange change, Seller seller)
    {
        var found = (await store.Find([.. lines.Select(line => line.Id)])).ToDictionary(
            product => product.ProductId,
            StringComparer.Ordinal
        );
        var outcomes = lines
            .Select(line =>
                ProductTurn
                    .Decide(
                        new ChangeInBulk(line.Id, Of(change, line.ParentId), seller, new(string.Empty, 0)),
                        found.GetValueOrDefault(line.Id)
                    )
                    .Then(_ => line.Id)
            )
            .ToList();
        var reply = Reply(lines, outcomes);
        return reply.Refused > 0 ? RefusedWhole(reply) : null;
    }

    private static BulkChange Of(BulkChange change, string? parentId) => parentId is null ? change : change.OfVariants;

    private static BulkProductsReply Reply(List<(string Id, string? ParentId)> lines, IReadOnlyList<Outcome<string>> outcomes)
    {
        var results = lines
            .Zip(
                outcomes,
                (line, outcome) =>
                    outcome.Refused is { } refused
                        ? new BulkProductsLine(line.Id, line.ParentId, false, refused.Code, Imports.ImportLine.Sentence(refused).Detail)
                        : new BulkProductsLine(line.Id, line.ParentId, true, null, null)
            )
            .ToList();
        var changed = results.Count(result => result.Changed);
        return new(changed, results.Count - changed, results);
    }

    private static Refusal RefusedWhole(BulkProductsReply reply) =>
        Refusal.Conflict(
            "bulk_refused",
            $"{reply.Refused} of {reply.Results.Count} lines cannot be changed, so none was. See results.",
            new JsonObject { ["results"] = JsonSerializer.SerializeToNode(reply.Results.Where(result => !result.Changed), Json.Options) }
        );

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
