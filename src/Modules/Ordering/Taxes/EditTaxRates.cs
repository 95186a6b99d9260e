// Makes, changes and deletes the shop's own rows of rates; who did it is kept.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The slices behind POST, PATCH and DELETE of /api/tax-rates.</summary>
public sealed class EditTaxRates(
    [FromKeyedServices("ordering")] Database database,
    TaxRateMemory memory,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    private const string Created = "created";
    private const string Changed = "changed";
    private const string Deleted = "deleted";

    /// <summary>404.</summary>
    internal static Refusal NotFound { get; } = Refusal.NotFound("tax_rate_not_found", "There is no such row of tax rates.");

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// A new row. Refused with <c>tax_rate_overlaps</c> where another holds for the class and place on some of its days, and with
    /// <c>too_many_tax_rates</c>.
    /// </summary>
    public async Task<Outcome<ShopRate>> Create(TaxRateBody body, string actorId, CancellationToken cancel)
    {
        if (!body.Checked().Is(out var row, out var refused))
        {
            return refused;
        }

        var now = NowMs;
        var rate = new ShopRate(ids.Next(), row, 1, now, now);
        return await database.Write<Outcome<ShopRate>>(
            async tx =>
            {
                if (await TaxRateSql.Count(tx) >= TaxRateMemory.RowsMax)
                {
                    return Refusal.Conflict(
                        "too_many_tax_rates",
                        $"There are {TaxRateMemory.RowsMax} rows already. Delete some that have ended, or write one for the beginning of several postal codes."
                    );
                }

                if (await Overlap(tx, rate) is { } overlaps)
                {
                    return overlaps;
                }

                await TaxRateSql.Add(tx, rate);
                await TaxRateSql.Note(tx, rate.Id, Created, Content(rate.Row), actorId, now);
                memory.Keep(tx, rate);
                return rate;
            },
            cancel
        );
    }

    /// <summary>
    /// Changes the members that are given; null takes one away (RFC 7396). Refused as <see cref="Create"/>, with
    /// <c>tax_rate_not_found</c> and <c>version_mismatch</c>. Orders placed before keep what they agreed on.
    /// </summary>
    /// <param name="version">The version seen, or null for the row as it is.</param>
    public Task<Outcome<ShopRate>> Change(string id, JsonObject patch, long? version, string actorId, CancellationToken cancel) =>
        database.Write<Outcome<ShopRate>>(
            async tx =>
            {
                if (await TaxRateSql.Get(tx, id) is not { } before)
                {
                    return NotFound;
                }

                if (version is not null && version != before.Version)
                {
                    return Conditional.VersionMismatch(before.Version);
                }

                if (
                    !MergePatch.Of(TaxRateBody.Of(before.Row), patch, "a row of rates").Is(out var body, out var refused)
                    || !body.Checked().Is(out var row, out refused)
                )
                {
                    return refused;
                }

                var rate = before with { Row = row, Version = before.Version + 1, UpdatedMs = Math.Max(NowMs, before.UpdatedMs) };
                if (await Overlap(tx, rate) is { } overlaps)
                {
                    return overlaps;
                }

                await TaxRateSql.Save(tx, rate);
                await TaxRateSql.Note(tx, id, Changed, Content(row), actorId, rate.UpdatedMs);
                memory.Keep(tx, rate);
                return rate;
            },
            cancel
        );

    /// <summary>True when it was there. What is built in or configured holds again. Refused with <c>version_mismatch</c>.</summary>
    public Task<Outcome<bool>> Delete(string id, long? version, string actorId, CancellationToken cancel) =>
        database.Write<Outcome<bool>>(
            async tx =>
            {
                if (await TaxRateSql.Get(tx, id) is not { } before)
                {
                    return false;
                }

                if (version is not null && version != before.Version)
                {
                    return Conditional.VersionMismatch(before.Version);
                }

                await TaxRateSql.Delete(tx, id);
                await TaxRateSql.Note(tx, id, Deleted, null, actorId, NowMs);
                memory.Forget(tx, id);
                return true;
            },
            cancel
        );

    internal static TaxRateBody? Read(string? content) =>
        content is null ? null : JsonSerializer.Deserialize<TaxRateBody>(content, Json.Reading);

    private static string Content(TaxRow row) => JsonSerializer.Serialize(TaxRateBody.Of(row), Json.Options);

    private static async ValueTask<Refusal?> Overlap(Transaction tx, ShopRate rate)
    {
        var other = (await TaxRateSql.Beside(tx, rate.Row)).FirstOrDefault(one => one.Id != rate.Id && one.Row.Overlaps(rate.Row));
        return other is null
            ? null
            : Refusal.Conflict(
                "tax_rate_overlaps",
                $"{rate.Row.Title} overlaps {other.Row.Title} ({other.Row.Milli / 1000m:0.###} %): of two rates on one day nobody could say which holds. "
                    + "End that one on the day before, or change it.",
                new() { ["tax_rate_id"] = other.Id }
            );
    }
}
