// The settings of a shop on a real database, as one process of it has them.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Ordering.Settings;

internal sealed class SettingsWorld
{
    public const string Owner = "u-owner";

    private SettingsWorld(Database database, TestClock clock, IConfiguration configuration)
    {
        Configured = ConfiguredShop.Of(configuration);
        Policies = new ShopPolicies(configuration);
        Memory = new(database, Configured, Policies, clock, NullLogger<SettingsMemory>.Instance);
        Edit = new(database, Memory, Configured, Policies, clock);
    }

    public ConfiguredShop Configured { get; }

    public ShopPolicies Policies { get; }

    public SettingsMemory Memory { get; }

    public EditSettings Edit { get; }

    public ShopSettings Current => Memory.Current;

    /// <summary>A process that has read what is there.</summary>
    public static async Task<SettingsWorld> Of(Database database, TestClock clock, params (string Key, string? Value)[] configuration)
    {
        var made = new SettingsWorld(
            database,
            clock,
            new ConfigurationBuilder()
                .AddInMemoryCollection(configuration.Select(one => new KeyValuePair<string, string?>(one.Key, one.Value)))
                .Build()
        );
        await made.Memory.Look();
        return made;
    }

    public Task<Outcome<SettingsRow>> Put(SettingsBody body, long? version = null, string by = Owner) =>
        Edit.Put(body, version, by, default);
}
