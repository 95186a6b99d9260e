// A running demo shop that the tests of one class share.
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

public class DemoShop : IAsyncLifetime
{
    public HostProcess Host { get; private set; } = null!;

    public Api Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await Start("--demo", "--set", "RateLimits:Enabled=false");
        Api = Api.At(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    protected virtual Task<HostProcess> Start(params string[] options) => HostProcess.Start(options);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class DemoShopOnPostgres : DemoShop
{
    protected override async Task<HostProcess> Start(params string[] options) =>
        await HostProcess.StartOn(await (await PostgresServer.Shared).CreateDatabase(), options);
}
