// A module that is asked by messages, in /readyz.
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <inheritdoc/>
/// <remarks>Nothing is asked for it: a question costs the module a commit. What the last questions met tells as much; the broker has an
/// entry of its own.</remarks>
public sealed class MessageDependency(MessageExchange exchange, AskedModule module) : IDependency
{
    /// <inheritdoc/>
    public string Name => "messages:" + module.Name;

    /// <inheritdoc/>
    public ValueTask Ask(CancellationToken cancel) =>
        !exchange.IsPlaced ? throw new StorageUnavailable($"answers of {module.Name} cannot be heard: the broker was not reached yet")
        : module.IsLeftAlone ? throw new StorageUnavailable($"{module.Name} does not answer messages")
        : ValueTask.CompletedTask;
}
