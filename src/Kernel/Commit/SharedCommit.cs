// Whom a module's transaction can take along.
namespace Cartwright.Kernel;

/// <summary>
/// The contracts whose commands can be decided in one transaction with a module's own: their modules share its place, and keep there what
/// they decide.
/// </summary>
/// <param name="Contracts">Empty where each module has a place of its own.</param>
public sealed record SharedCommit(IReadOnlySet<Type> Contracts)
{
    /// <summary>Nobody.</summary>
    public static SharedCommit None { get; } = new(new HashSet<Type>());

    /// <summary>Whether all of these can be taken along.</summary>
    public bool Takes(params IEnumerable<Type> contracts) => Contracts.IsSupersetOf(contracts);
}
