// What a change leaves to be done at the end of its transaction, together with what others leave to the same hands.
namespace Cartwright.Kernel;

/// <summary>Something left to be done with others of its kind.</summary>
internal readonly record struct Gathered(
    object Hands,
    object? Item,
    PlacePart Part,
    (Inbox Hearer, string Topic)? EffectOf,
    Cause Cause,
    Func<IEnumerable<object?>, ValueTask> Run
);
