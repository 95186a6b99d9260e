// What those who act in a story ask the shop through: its own routes, as HTTP has them.
using System.Net;
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>A request.</summary>
/// <param name="Method">Of HTTP.</param>
/// <param name="Path">Below the root, with the query.</param>
/// <param name="Token">Of whoever asks; null for nobody.</param>
/// <param name="Body">Null for none.</param>
/// <param name="Key">An Idempotency-Key; null for none.</param>
/// <param name="Headers">Others, such as If-Match and Cart-Token; null for none.</param>
/// <param name="From">The address that it comes from; null for this machine's.</param>
internal sealed record Call(
    string Method,
    string Path,
    string? Token = null,
    JsonNode? Body = null,
    string? Key = null,
    IReadOnlyDictionary<string, string>? Headers = null,
    IPAddress? From = null
);

/// <summary>An answer.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">By name.</param>
internal sealed record Reply(int Status, string Text, IReadOnlyDictionary<string, string> Headers);

/// <summary>The shop as somebody outside sees it.</summary>
internal interface IDoor
{
    /// <summary>The time outside, as the story has it.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Whether somebody sets the shop's clock, so that a token may end before its time.</summary>
    bool ClocksJump { get; }

    /// <summary>Asks; null when no answer came (the call or its reply was lost, or the shop died), whatever has become of it.</summary>
    Task<Reply?> Ask(Call call);

    /// <summary>Lets time pass by the story's clock.</summary>
    Task Wait(TimeSpan time);
}
