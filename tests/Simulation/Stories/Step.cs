// What one person does at one time, as a value.
using System.Text.Json.Serialization;

namespace Cartwright.Simulation;

/// <summary>What the network does to a step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Loss>))]
internal enum Loss
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never arrives.</summary>
    CallLost,

    /// <summary>It arrives, and nobody hears the answer.</summary>
    ReplyLost,

    /// <summary>It is sent twice at the same time.</summary>
    Twice,
}

/// <summary>A step of a story.</summary>
/// <param name="AtMs">When, in milliseconds from the story's begin; it begins then, whether or not earlier ones have ended.</param>
/// <param name="Who">As "Shopper 2"; the word says what they may do.</param>
/// <param name="Does">The name of an act (<see cref="Acts"/>).</param>
/// <param name="Makes">What others call the thing that it makes, as "order 3"; null when it makes none.</param>
/// <param name="Of">The thing that it is about, by the name under which it was made; nothing happens where it was not.</param>
/// <param name="Product">The number of a demo product; 0 for none.</param>
/// <param name="Quantity">Units.</param>
/// <param name="With">A word of the act's choices, as a payment's token; null for none.</param>
/// <param name="Loss">What the network does to it.</param>
internal sealed record Step(
    int AtMs,
    string Who,
    string Does,
    string? Makes = null,
    string? Of = null,
    int Product = 0,
    int Quantity = 0,
    string? With = null,
    Loss Loss = Loss.None
)
{
    /// <summary>The first word of who: Shopper, Guest, Vendor, Staff or Thief.</summary>
    [JsonIgnore]
    public string Kind => Who.Split(' ')[0];

    /// <summary>As a person would tell it.</summary>
    public string Sentence()
    {
        var said = Acts.Named(Does)
            .Says.Replace("{product}", Goods.Name(Product), StringComparison.Ordinal)
            .Replace("{quantity}", FormattableString.Invariant($"{Quantity}"), StringComparison.Ordinal)
            .Replace("{of}", Of ?? "nothing", StringComparison.Ordinal)
            .Replace("{with}", With ?? "nothing", StringComparison.Ordinal);
        return $"{Who} {said}{(Makes is null ? string.Empty : $" ({Makes})")}"
            + Loss switch
            {
                Loss.CallLost => "; the call is lost.",
                Loss.ReplyLost => "; the reply is lost.",
                Loss.Twice => ", twice at the same time.",
                _ => ".",
            };
    }
}
