// A running demo shop, and the classes of tests that share one: a shop a class would be ten processes a class where the shop is split.
namespace Cartwright.EndToEnd;

public sealed class DemoShop : IAsyncLifetime
{
    public HostProcess Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.Start("--demo", "--set", "RateLimits:Enabled=false");
        Api = Api.At(Host).Patient();
    }

    // Where it did not start, its start tells why.
    public ValueTask DisposeAsync() => Host?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Classes that ask the API of one shop, one after the other. Each test has guests, products or orders of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OneShop : ICollectionFixture<DemoShop>
{
    public const string Name = "one shop";
}

/// <summary>Classes that open the pages of one shop, one after the other: they share its customer's cart.</summary>
[CollectionDefinition(Name)]
public sealed class Pages : ICollectionFixture<Browser>
{
    public const string Name = "pages";
}
