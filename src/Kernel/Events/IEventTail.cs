// Hears what goes past on some topics: for answers, which concern only the process that asked.
namespace Cartwright.Kernel;

/// <summary>
/// Follows topics from their ends on, each process for itself: without a group, an inbox or a commit. Once it has found the ends nothing
/// that is told is missed
/// while the process lives, however often the broker goes away. What was told before is not heard, and nothing is remembered when the
/// process ends.
/// </summary>
public interface IEventTail
{
    /// <summary>Runs until stopped; a broker that is away is tried again.</summary>
    /// <param name="topics">What to follow.</param>
    /// <param name="placed">Called once, when the ends are found: what is told from then on is heard.</param>
    /// <param name="hear">Gets each envelope, in the order of its topic and subject. Must neither throw nor block.</param>
    Task Run(IReadOnlyList<string> topics, Action placed, Action<ReadOnlyMemory<byte>> hear, CancellationToken stop);
}
