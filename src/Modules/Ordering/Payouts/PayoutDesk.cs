// Who pays the shop's vendors now, and who paid them before.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>The providers of payouts that there are. Throws where the one that is chosen is not among them.</summary>
public sealed class PayoutDesk
{
    private readonly IReadOnlyList<IPayouts> all;

    public PayoutDesk(PayoutSettings settings, IEnumerable<IPayouts> all)
    {
        this.all = [.. all];
        Chosen =
            Named(settings.Provider)
            ?? throw new ConfigurationRefused(
                $"Payouts:Provider={settings.Provider}, and nobody here pays by it. Use {string.Join(" or ", this.all.Select(one => one.Name))}."
            );
    }

    /// <summary>The provider that pays now.</summary>
    public IPayouts Chosen { get; }

    /// <summary>A provider by its name, also one that pays nothing new; null where it is not configured any more.</summary>
    public IPayouts? Named(string name) => all.FirstOrDefault(one => one.Name == name);
}
