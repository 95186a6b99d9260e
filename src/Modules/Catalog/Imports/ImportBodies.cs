// The JSON that imports answer.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <param name="JobId">Ask GET /api/jobs/{job_id} how far it is.</param>
public sealed record JobAccepted(string JobId);

/// <summary>An import.</summary>
/// <param name="State">
/// <c>queued</c>, <c>running</c>, <c>checked</c> (a preview that waits for its owner: nothing was changed), <c>done</c>, or <c>failed</c>
/// when nothing was changed because the body as a whole cannot be used, or a line is wrong and none may be.
/// </param>
/// <param name="Done">Lines carried out, looked through or refused.</param>
/// <param name="Total">Lines with goods; 0 until the file is read.</param>
/// <param name="Failed">Lines refused; the first 1,000 are listed.</param>
public sealed record JobBody(
    string JobId,
    [OneOf("queued", "running", "checked", "done", "failed")] string State,
    long Done,
    long Total,
    long Failed,
    IReadOnlyList<JobError> Errors,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
)
{
    /// <summary>Products that were made, or in a preview would be. Of a family each variant is one.</summary>
    public long Created { get; init; }

    /// <summary>Products that were there and changed, their stock included.</summary>
    public long Changed { get; init; }

    /// <summary>Products that were as the file says; nothing was written of them.</summary>
    public long Unchanged { get; init; }

    /// <summary>Whether it was asked to stop before anything changes.</summary>
    public bool Preview { get; init; }

    /// <summary>good: the good lines are carried out; none: nothing is, where a line is wrong.</summary>
    [OneOf(ImportAsked.Good, ImportAsked.None)]
    public string OnError { get; init; } = ImportAsked.Good;

    /// <summary>What was told from the file; absent until it is read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportToldBody? Told { get; init; }

    internal static JobBody Of(ImportJob job, IReadOnlyList<JobError> errors) =>
        new(
            job.JobId,
            job is { Step: ImportStore.Checked, State: not ("done" or "failed") } ? ImportStore.Checked : job.State,
            job.Done,
            job.Total,
            job.Failed,
            errors,
            DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedMs),
            job.FinishedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null
        )
        {
            Created = job.Created,
            Changed = job.Changed,
            Unchanged = job.Unchanged,
            Preview = job.Asked.Preview,
            OnError = job.Asked.OnError,
            Told = job.Told,
        };
}

/// <summary>What was wrong with a line.</summary>
/// <param name="Line">Counted from 1 as an editor does; where a record spans several lines, its first.</param>
public sealed record JobError(long Line, string Code, string Detail);

/// <summary>Body of POST /api/jobs/{job_id}/apply.</summary>
/// <param name="OnError">good (when absent): the good lines are carried out; none: nothing is, where a line is wrong.</param>
public sealed record ApplyJobBody([property: OneOf(ImportAsked.Good, ImportAsked.None)] string? OnError = null);

/// <summary>What a preview says of a line.</summary>
/// <param name="Line">Counted from 1 as an editor does; a family of another shop's layout has several products on a line.</param>
/// <param name="ProductId">Absent of a line that could not be read.</param>
/// <param name="Changes">What would change; of a new product only its stock.</param>
/// <param name="Code">Why it would be refused; absent otherwise, as its sentence is.</param>
public sealed record JobLineBody(
    long Line,
    string? ProductId,
    [property: OneOf(ImportRules.New, ImportRules.Changed, ImportRules.Unchanged, ImportRules.Refused)] string Outcome,
    IReadOnlyList<MemberChange> Changes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null
)
{
    internal static JobLineBody Of(CheckedLine line)
    {
        if (line.Outcome != ImportRules.Refused)
        {
            return new(line.Line, line.ProductId, line.Outcome, JsonSerializer.Deserialize<MemberChange[]>(line.Changes, Json.Options)!);
        }

        using var why = JsonDocument.Parse(line.Changes);
        return new(
            line.Line,
            line.ProductId,
            line.Outcome,
            [],
            why.RootElement.GetProperty("code").GetString(),
            why.RootElement.GetProperty("detail").GetString()
        );
    }
}
