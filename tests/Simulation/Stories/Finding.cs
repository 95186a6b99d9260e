// What must not have happened.
namespace Cartwright.Simulation;

/// <summary>A promise that was not kept.</summary>
/// <param name="Check">The name of the check: the same fault has the same name however it came about.</param>
/// <param name="Sentence">What was seen, as a person would tell it.</param>
internal sealed record Finding(string Check, string Sentence)
{
    public const string Oversold = "I1 no oversell";
    public const string Charged = "I4 no double charge";
    public const string Durable = "I5 acknowledged is durable";
    public const string OneEffect = "I8 one key, one effect";
    public const string CartLost = "I12 no acknowledged add is lost";
    public const string CartReturned = "I12 no removed line returns";
    public const string Coupons = "I13 coupons within their limits";
    public const string OwnWrites = "I14 read your writes";
    public const string Isolation = "I15 nobody sees or moves what is another's";
    public const string Answers = "no answer is a 500";
    public const string Ends = "all comes to an end";

    /// <inheritdoc/>
    public override string ToString() => $"{Check}: {Sentence}";
}
