// A fact on its way: CloudEvents 1.0 attributes around the data.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Kernel;

/// <summary>One event.</summary>
/// <param name="Id">Unique; consumers deduplicate by it.</param>
/// <param name="Topic">The CloudEvents type, one of Topics.</param>
/// <param name="Subject">The aggregate's id and the ordering key.</param>
/// <param name="Source">The module that tells it.</param>
/// <param name="Time">When it was written.</param>
/// <param name="TraceParent">W3C trace context of the change, or null.</param>
/// <param name="Data">JSON of one record of Events.cs.</param>
public sealed record Event(string Id, string Topic, string Subject, string Source, DateTimeOffset Time, string? TraceParent, string Data)
{
    /// <summary>How event data is written: snake_case, unknown members ignored so that new ones can be added.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>
    /// What proves who tells it, in lower-case hexadecimal, or null. Only questions of the shop's own processes and the answers to them
    /// have one.
    /// </summary>
    public string? Signature { get; init; }

    /// <summary>
    /// What proves that the shop, or a program that may, tells it (<see cref="EventSeal"/>), or null. Only events over a broker have one.
    /// </summary>
    public string? Seal { get; init; }

    // Several subscribers read the same event; records are immutable, so they can share what the first has read.
    private object? read;
    private string? text = Data;

    /// <summary>JSON of one record of Events.cs; written when somebody asks for it, where the event never left the process.</summary>
    public string Data
    {
        get => text ??= JsonSerializer.Serialize(read, read!.GetType(), Json);
        init => text = value;
    }

    /// <summary>An event that never leaves the process, with its record.</summary>
    internal static Event Here(
        string id,
        string topic,
        string subject,
        string source,
        DateTimeOffset time,
        string? traceParent,
        object record
    ) => new(id, topic, subject, source, time, traceParent, null!) { read = record };

    /// <summary>The data as its record.</summary>
    public T Read<T>()
    {
        if (read is T before)
        {
            return before;
        }

        var data = JsonSerializer.Deserialize<T>(Data, Json) ?? throw new JsonException($"The event {Id} of {Topic} has no data.");
        read = data;
        return data;
    }
}
