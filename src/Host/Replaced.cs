// What a shop is built with in place of the machine's own: whoever makes a past, or simulates a shop, builds the same host with it.
using Cartwright.Kernel;
using Microsoft.AspNetCore.Hosting.Server;

namespace Cartwright.Host;

/// <summary>The parts of the outside world that another has in hand. What is null is the machine's.</summary>
/// <param name="Clock">The time of day, and all waits.</param>
/// <param name="Server">Where requests come from.</param>
internal sealed record Replaced(TimeProvider Clock, IServer Server)
{
    /// <summary>Random bytes, for ids and secrets.</summary>
    public Ids.FillRandom? Random { get; init; }

    /// <summary>The clock of what ends by itself; null for one that is drawn to <see cref="Clock"/>.</summary>
    public TimeProvider? Steady { get; init; }

    /// <summary>The engine in place of the configured one.</summary>
    public Func<Dialect, Dialect>? Engine { get; init; }

    /// <summary>Registered last: the last of its kind is the one that is asked for.</summary>
    public Action<IServiceCollection>? More { get; init; }

    /// <summary>Puts them over what is registered already.</summary>
    public void Register(IServiceCollection services)
    {
        services.AddSingleton(Clock).AddSingleton(Server);
        if (Random is { } fill)
        {
            services.AddSingleton<IIds>(new Ids(Clock, fill));
        }

        if (Steady is { } steady)
        {
            services.AddKeyedSingleton(SteadyClock.Key, steady);
        }

        More?.Invoke(services);
    }
}
