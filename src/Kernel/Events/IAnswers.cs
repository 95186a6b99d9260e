// Answers what the shop's own processes ask of a module by messages: past the inbox's transaction, because a question is no fact to be
// kept.
namespace Cartwright.Kernel;

/// <summary>What an inbox hands signed questions to.</summary>
public interface IAnswers
{
    /// <summary>The topics on which it is asked; the inbox listens to them, too.</summary>
    IReadOnlyCollection<string> Topics { get; }

    /// <summary>
    /// Checks the signature and begins to answer. Neither waits nor throws. The same question again is answered with the same answer.
    /// </summary>
    void Begin(Event question);
}
