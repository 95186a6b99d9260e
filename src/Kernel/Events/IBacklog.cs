// What waits: figures that somebody asks for now and then, rather than counts that every change would have to keep.
namespace Cartwright.Kernel;

/// <summary>A gauge of a backlog.</summary>
/// <param name="Name">In OpenTelemetry's spelling: <c>cartwright.mail.waiting</c>.</param>
/// <param name="Unit"><c>s</c>, or what is counted in braces.</param>
/// <param name="Description">For people; becomes HELP.</param>
/// <param name="Label">The one label, with few values that the program itself makes: <c>module</c>, <c>state</c>.</param>
public sealed record BacklogGauge(string Name, string Unit, string Description, string Label)
{
    /// <summary>What every broker tells, so that one alarm fits all.</summary>
    public static BacklogGauge Broker { get; } =
        new("cartwright.broker.lag", "{event}", "Events on the broker that the module has not taken yet.", "module");

    /// <summary>Whether a module elsewhere is left alone.</summary>
    public static BacklogGauge Breaker { get; } =
        new(
            "cartwright.breaker.open",
            "{module}",
            "1 while the module elsewhere is not asked, because it did not answer before; else 0.",
            "module"
        );
}

/// <summary>What one of its values was when somebody looked.</summary>
public readonly record struct BacklogFigure(BacklogGauge Gauge, string Of, double Value);

/// <summary>
/// Whoever keeps something that can pile up. Registered as a service; the host asks all of them when its figures are asked for.
/// </summary>
public interface IBacklog
{
    /// <summary>
    /// Looks. It must cost little however much waits: an index, a bound of <see cref="Limits.BacklogCountedMax"/>. Throws
    /// <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>: then the last figures are not shown, rather than old ones.
    /// </summary>
    ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel);
}
