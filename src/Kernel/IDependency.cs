// What the process needs besides its databases, and whether it can be reached now.
namespace Cartwright.Kernel;

/// <summary>
/// One entry of <c>/readyz</c>. Without it a part of the shop answers 503 and the rest goes on, so the process stays ready.
/// </summary>
public interface IDependency
{
    /// <summary>What it is and for whom: <c>redis:carts</c>.</summary>
    string Name { get; }

    /// <summary>Asks it for a sign of life. Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>.</summary>
    ValueTask Ask(CancellationToken cancel);
}
