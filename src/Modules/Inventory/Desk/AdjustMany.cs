// Many adjustments at once, and counts: what was counted is set, and the difference goes into the books.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <summary>Adjustments of many products.</summary>
/// <param name="Mode">all: all or none; good, when absent: those that can be.</param>
public sealed record AdjustManyBody(
    IReadOnlyList<AdjustmentLine> Lines,
    [property: OneOf(AdjustMany.Good, AdjustMany.All)] string? Mode = null
);

/// <summary>One of them: either units that came or went, or what was counted.</summary>
/// <param name="Delta">Units that came in, or below zero: that are gone.</param>
/// <param name="Counted">Units that are there: the difference to the books is moved.</param>
/// <param name="Reason">For the ledger; that of a count is "counted" when absent.</param>
public sealed record AdjustmentLine(string ProductId, long? Delta = null, long? Counted = null, string? Reason = null);

/// <summary>What became of the lines, in their order.</summary>
public sealed record AdjustManyReply(int Adjusted, int Refused, IReadOnlyList<AdjustedLine> Results);

/// <param name="Delta">Units that were moved, 0 where the count agreed; null where it was refused.</param>
/// <param name="Stock">After the line; null where it was refused.</param>
/// <param name="Code">Why it was not adjusted; null where it was.</param>
public sealed record AdjustedLine(int Line, string ProductId, long? Delta, Stock? Stock, string? Code, string? Detail);

internal sealed class AdjustMany(
    [FromKeyedServices("inventory")] Database database,
    StockWriter writer,
    Shortages shortages,
    ICatalog catalog,
    [Steady] TimeProvider clock
)
{
    /// <summary>Lines of one request: the writer is held up for so long.</summary>
    public const int LinesMax = 500;

    public const string Good = "good";

    public const string All = "all";

    private const string CountedReason = "counted";

    /// <summary>
    /// Carries it out once a key of a user. Refused with <c>validation_failed</c>, <c>idempotency_key_reused</c>, and in mode <c>all</c>
    /// with <c>bulk_refused</c>, whose <c>results</c> say which lines were the reason.
    /// </summary>
    public async ValueTask<Outcome<AdjustManyReply>> Run(Caller caller, AdjustManyBody body, string? key, CancellationToken cancel)
    {
        var check = new Check()
            .Count("lines", body.Lines, LinesMax, min: 1)
            .OneOf("mode", body.Mode, Good, All)
            .Required("Idempotency-Key", key)
            .Text("Idempotency-Key", key, Limits.IdempotencyKeyCharsMax);
        for (var i = 0; i < body.Lines.Count && i < LinesMax; i++)
        {
            var (line, at) = (body.Lines[i], $"lines[{i}]");
            check
                .Text($"{at}.product_id", line.ProductId)
                .That(line.Delta is null != line.Counted is null, at, "must have delta or counted, and not both")
                .That(line.Delta != 0, $"{at}.delta", "must not be 0")
                .Range($"{at}.delta", line.Delta, -AdjustStock.DeltaMax, AdjustStock.DeltaMax)
                .Range($"{at}.counted", line.Counted, 0, AdjustStock.OnHandMax)
                .That(line.Reason is not null || line.Delta is null, $"{at}.reason", "is required with delta")
                .Text($"{at}.reason", line.Reason);
        }

        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        if (!(await Known(caller, body, cancel)).Is(out var known, out var refused))
        {
            return refused;
        }

        var asked = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body, Json.Options))));
        return await database.Write(tx => Write(tx, caller.UserId, body, known, key!, asked), cancel);
    }

    // Whose goods they are is asked before the transaction: it waits for no other module.
    private async ValueTask<Outcome<HashSet<string>>> Known(Caller caller, AdjustManyBody body, CancellationToken cancel)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var ids in body.Lines.Select(line => line.ProductId).Distinct(StringComparer.Ordinal).Chunk(Limits.ContractIdsMax))
        {
            var request = new GetProductsRequest { WithheldToo = true };
            request.ProductIds.AddRange(ids);
            if (!(await catalog.GetProducts(request, cancel)).Is(out var reply, out var refused))
            {
                return refused;
            }

            known.UnionWith(
                reply
                    .Products.Where(product => caller.May(Permission.StockEdit) || product.VendorId == caller.VendorId)
                    .Select(product => product.ProductId)
            );
        }

        return known;
    }

    private async ValueTask<Outcome<AdjustManyReply>> Write(
        Transaction tx,
        string userId,
        AdjustManyBody body,
        HashSet<string> known,
        string key,
        string asked
    )
    {
        if (await DeskSql.Kept(tx, userId, key) is [var before])
        {
            return before.Asked == asked
                ? JsonSerializer.Deserialize<AdjustManyReply>(before.Reply, Json.Options)!
                : new Refusal(
                    RefusalKind.Unprocessable,
                    "idempotency_key_reused",
                    "This Idempotency-Key was used for other adjustments. Use a new one."
                );
        }

        var results = new List<AdjustedLine>(body.Lines.Count);
        for (var i = 0; i < body.Lines.Count; i++)
        {
            var line = body.Lines[i];
            var moved = known.Contains(line.ProductId)
                ? await One(tx, userId, line)
                : Refusal.NotFound("product_not_found", $"There is no product {line.ProductId}.");
            results.Add(
                moved.Refused is { } refused
                    ? new(i, line.ProductId, null, null, refused.Code, refused.Detail)
                    : new(i, line.ProductId, moved.Value.Delta, Of(line.ProductId, moved.Value.Level), null, null)
            );
        }

        var reply = new AdjustManyReply(results.Count(r => r.Code is null), results.Count(r => r.Code is not null), results);
        if (body.Mode == All && reply.Refused > 0)
        {
            // A refusal takes back what was written.
            return Refusal.Conflict(
                "bulk_refused",
                $"{reply.Refused} of {results.Count} lines cannot be adjusted, so none was. See results.",
                new JsonObject { ["results"] = JsonSerializer.SerializeToNode(results.Where(r => r.Code is not null), Json.Options) }
            );
        }

        // What came in goes to those first who have paid for it.
        if (results.Any(result => result.Delta > 0) && await shortages.Fill(tx) > 0)
        {
            reply = reply with { Results = await Now(tx, results) };
        }

        await DeskSql.Keep(tx, userId, key, asked, JsonSerializer.Serialize(reply, Json.Options), NowMs);
        return reply;
    }

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async ValueTask<Outcome<(long Delta, StockLevel Level)>> One(Transaction tx, string userId, AdjustmentLine line)
    {
        if (line.Counted is { } counted)
        {
            return await writer.Count(tx, line.ProductId, counted, userId, line.Reason ?? CountedReason);
        }

        var delta = line.Delta!.Value;
        return (await writer.Adjust(tx, line.ProductId, delta, userId, line.Reason!)).Then(level => (delta, level));
    }

    private async ValueTask<List<AdjustedLine>> Now(Transaction tx, List<AdjustedLine> results)
    {
        var ids = results.Where(result => result.Stock is not null).Select(result => result.ProductId).Distinct(StringComparer.Ordinal);
        var levels = (await InventoryStore.Levels(tx, [.. ids], NowMs)).ToDictionary(
            row => row.Id,
            row => row.Level,
            StringComparer.Ordinal
        );
        return results.ConvertAll(result =>
            result.Stock is not null && levels.TryGetValue(result.ProductId, out var level)
                ? result with
                {
                    Stock = Of(result.ProductId, level),
                }
                : result
        );
    }

    private static Stock Of(string productId, StockLevel level) => new(productId, level.OnHand, level.Reserved, level.Available);
}
