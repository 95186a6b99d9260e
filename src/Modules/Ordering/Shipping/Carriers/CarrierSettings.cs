// Which carriers the shop has: none by itself, the simulated one in a demo, never outside of it.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>The key <c>Carriers:Providers</c>.</summary>
public static class CarrierSettings
{
    public const string Key = "Carriers:Providers";

    /// <summary>Whether the simulated carrier is on.</summary>
    /// <exception cref="ConfigurationRefused">A name that is no carrier's, or the simulator in a shop that is no demo.</exception>
    public static bool Simulated(IConfiguration configuration)
    {
        var demo = configuration.Switch("Demo");
        var said = configuration[Key];
        var names = (said ?? (demo ? SimulatedCarrier.Known : string.Empty)).Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var name in names)
        {
            if (name is not (SimulatedCarrier.Known or "none"))
            {
                throw new ConfigurationRefused(
                    $"{Key} names '{name}', which is no carrier of this program. There is {SimulatedCarrier.Known}, for demos: {Key}={SimulatedCarrier.Known}, or {Key}=none"
                );
            }
        }

        var simulated = names.Contains(SimulatedCarrier.Known, StringComparer.Ordinal);
        return simulated && !demo
            ? throw new ConfigurationRefused(
                $"{Key} names {SimulatedCarrier.Known}, whose labels no parcel travels with. It is for demos only: take it out of {Key}"
            )
            : simulated;
    }
}
