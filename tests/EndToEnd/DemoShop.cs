// A running demo shop that the tests of one class share.
namespace Cartwright.EndToEnd;

public sealed class DemoShop : IAsyncLifetime
{
    public HostProcess Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostProcess.Start("--demo", "--set", "RateLimits:Enabled=false");
        Api = Api.At(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
