// What the host gets for Events=redis, and what is refused at start.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Unit.Redis;

public class RedisEventsTests
{
    [Theory]
    [InlineData(null, "Events=redis needs the address")]
    [InlineData(" ", "Events=redis needs the address")]
    [InlineData("one:1,two:2", "must be the address of one server")]
    [InlineData("no host:1", "is no name of a host")]
    public void An_address_that_is_missing_or_none_is_refused_with_the_line_to_set(string? address, string reason)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => RedisEvents.Add(new ServiceCollection(), Settings(address)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_the_place_of_the_local_bus_and_shows_in_readyz_whether_Redis_is_there()
    {
        var services = new ServiceCollection();
        services
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IIds>(new Ids(TimeProvider.System, RandomNumberGenerator.Fill))
            .AddSingleton<IEventBus, LocalEventBus>();
        RedisEvents.Add(services, Settings("127.0.0.1:1"));
        await using var provider = services.BuildServiceProvider();
        Assert.IsType<RedisEventBus>(provider.GetRequiredService<IEventBus>());
        Assert.Single(provider.GetServices<IHostedService>());
        var dependency = Assert.Single(provider.GetServices<IDependency>());
        Assert.Equal("redis:events", dependency.Name);
        var away = await Assert.ThrowsAsync<StorageUnavailable>(async () => await dependency.Ask(default));
        Assert.Contains("127.0.0.1:1", away.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? address) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Redis", address)]).Build();
}
