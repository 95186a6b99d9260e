// What a command answers: its value, or the refusal. There is no third case, and neither is null.
using System.Diagnostics.CodeAnalysis;

namespace Cartwright.Contracts;

/// <summary>Tells the commit queue whether a change was refused, so that whatever it wrote is taken back.</summary>
public interface IOutcome
{
    /// <summary>The refusal, or null when the command was carried out.</summary>
    Refusal? Refused { get; }
}

/// <summary>A value or a refusal.</summary>
/// <typeparam name="T">What the command answers when it is carried out.</typeparam>
public readonly struct Outcome<T> : IOutcome
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refused)
    {
        this.value = value;
        Refused = refused;
    }

    /// <inheritdoc/>
    public Refusal? Refused { get; }

    /// <summary>The value; asking for it after a refusal is a bug and throws.</summary>
    public T Value => Refused is null ? value! : throw new InvalidOperationException($"Refused with {Refused.Code}: {Refused.Detail}");

    /// <summary>True with the value, or false with the refusal.</summary>
    public bool Is([MaybeNullWhen(false)] out T done, [MaybeNullWhen(true)] out Refusal refused)
    {
        done = value;
        refused = Refused;
        return refused is null;
    }

    /// <summary>The value carried on, or the same refusal.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, TNext> next) => Refused is { } refused ? refused : next(value!);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) =>
        new(default, refusal ?? throw new ArgumentNullException(nameof(refusal)));
}
