// Looks every line of an import through before anything changes: what it would do, and why it would be refused.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>
/// The second step, of previews and of imports that carry out all lines or none. Lines are decided on the products as they are now and on
/// the lines before them; of products the file names twice, or as parents, what they become is kept in mind.
/// </summary>
internal sealed class CheckImport(Database database, IProductStore store, IInventory inventory, CategoryBook categories, ShopZone zone)
{
    private const int ProgressEvery = 20;

    public async Task<StepEnd?> Run(ImportJob job, CancellationToken cancel)
    {
        var draft = new Draft(store, await Repeated(job));
        var errors = new List<LineError>();
        var (number, place, batches) = (0L, 0L, 0);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await database.Read(sql => ImportStore.Batch(sql, job.JobId, place)) is { } batch)
        {
            place = batch.Batch + 1;
            var lines = ImportRules.Spelled(await categories.Tree(), StagedLine.Read(batch.Body, zone.Now));
            await draft.Load(lines.Where(line => line.Parsed.Refused is null).Select(line => Wish.Of(job, line)));
            var stock = await Stock(job, lines, cancel);
            var looked = new List<CheckedLine>(lines.Count);
            foreach (var line in lines)
            {
                var one = await Look(job, line, draft, stock);
                looked.Add(one with { Number = ++number });
                counts[one.Outcome] = counts.GetValueOrDefault(one.Outcome) + 1;
                if (one.Outcome == ImportRules.Refused && errors.Count < Limits.ImportErrorsKeptMax)
                {
                    var why = JsonNode.Parse(one.Changes)!;
                    errors.Add(new(line.Line, why["code"]!.GetValue<string>(), why["detail"]!.GetValue<string>(), line.Record));
                }
            }

            var done = number;
            await database.Write(
                async tx =>
                {
                    await ImportStore.AddChecked(tx, job.JobId, looked);
                    return batches % ProgressEvery != 0 || await ImportStore.Progress(tx, job.JobId, done) >= 0;
                },
                cancel
            );
            batches++;
        }

        var after = job with
        {
            State = "running",
            Done = number,
            Failed = counts.GetValueOrDefault(ImportRules.Refused),
            Created = counts.GetValueOrDefault(ImportRules.New),
            Changed = counts.GetValueOrDefault(ImportRules.Changed),
            Unchanged = counts.GetValueOrDefault(ImportRules.Unchanged),
        };
        return job.Asked.Preview ? new(after with { Step = ImportStore.Checked }, errors)
            : after.Failed > 0 ? new(after with { State = "failed" }, errors)
            : new(RunImports.Begun(after), []);
    }

    private static async ValueTask<CheckedLine> Look(ImportJob job, ReadLine line, Draft draft, Dictionary<string, long> stock)
    {
        if (line.Parsed.Refused is { } unread)
        {
            return Refused(line, null, unread);
        }

        var id = ImportRules.IdOf(job, line);
        var before = draft.Find(id);
        var command = ImportRules.Command(job, line, before);
        if (!(await draft.Decide(command, before)).Is(out var after, out var refused))
        {
            return Refused(line, id, refused);
        }

        var leaves = ImportRules.Leaves(before, command);
        var changes =
            leaves || ProductHistory.Between(before, after, job.Uploader.UserId, 0) is not { } change
                ? []
                : JsonNode.Parse(change.Changes)!.AsArray();
        if (line.Parsed.Value.Stock is { } units && job.Asked.Stock == ImportAsked.Set)
        {
            var onHand = stock.GetValueOrDefault(id);
            if (onHand != units)
            {
                changes.Add(
                    new JsonObject
                    {
                        ["member"] = "stock",
                        ["from"] = onHand,
                        ["to"] = units,
                    }
                );
                stock[id] = units;
            }
        }

        var outcome =
            before is null ? ImportRules.New
            : leaves && changes.Count == 0 ? ImportRules.Unchanged
            : ImportRules.Changed;
        return new(0, line.Line, id, outcome, changes.ToJsonString(Json.Options));
    }

    private static CheckedLine Refused(ReadLine line, string? id, Refusal refused)
    {
        refused = ImportLine.Sentence(refused);
        return new(
            0,
            line.Line,
            id,
            ImportRules.Refused,
            new JsonObject { ["code"] = refused.Code, ["detail"] = refused.Detail }.ToJsonString(Json.Options)
        );
    }

    // Units on hand of the products whose count is said.
    private async Task<Dictionary<string, long>> Stock(ImportJob job, List<ReadLine> lines, CancellationToken cancel)
    {
        var request = new CheckAvailabilityRequest();
        if (job.Asked.Stock == ImportAsked.Set)
        {
            request.ProductIds.AddRange(
                lines
                    .Where(line => line.Parsed.Refused is null && line.Parsed.Value.Stock is not null)
                    .Select(line => ImportRules.IdOf(job, line))
                    .Distinct(StringComparer.Ordinal)
            );
        }

        return request.ProductIds.Count == 0 ? []
            : (await inventory.CheckAvailability(request, cancel)).Is(out var reply, out var refused)
                ? reply.Products.ToDictionary(product => product.ProductId, product => product.OnHand, StringComparer.Ordinal)
            : throw new InvalidOperationException($"Inventory could not be asked for the stock of an import: {refused.Code}.");
    }

    // What stands in the file more than once, or as a parent.
    private async Task<HashSet<string>> Repeated(ImportJob job)
    {
        var (seen, repeated) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var place = 0L;
        while (await database.Read(sql => ImportStore.Batch(sql, job.JobId, place)) is { } batch)
        {
            place = batch.Batch + 1;
            using var document = JsonDocument.Parse(batch.Body);
            foreach (var line in document.RootElement.EnumerateArray())
            {
                if (!line.TryGetProperty("product"u8, out var product))
                {
                    continue;
                }

                if (Text(product, "product_id") is { } id && !seen.Add(id))
                {
                    repeated.Add(id);
                }

                if (Text(product, "parent_id") is { } parent)
                {
                    repeated.Add(parent);
                }
            }
        }

        return repeated;
    }

    private static string? Text(JsonElement product, string member) =>
        product.TryGetProperty(member, out var said) && said.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? said.ToString()
            : null;
}

/// <summary>The rows that a line has to be decided on.</summary>
internal sealed record Wish(string ProductId, string? ParentId, string? Sku, string? Slug)
{
    public static Wish Of(ImportJob job, ReadLine line)
    {
        var said = line.Parsed.Value.Said;
        return new(ImportRules.IdOf(job, line), said.ParentId.Value, said.Sku.Value?.Trim(), said.Slug.Value?.Trim());
    }
}
