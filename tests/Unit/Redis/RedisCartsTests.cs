// What the host gets of Redis by configuration, and what is refused at start.
using Cartwright.Carts;
using Cartwright.Kernel;
using Cartwright.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Unit.Redis;

public class RedisCartsTests
{
    [Fact]
    public void Without_the_key_Redis_nothing_is_registered() => Assert.Empty(Add(("Carts:Store", "sql")));

    [Fact]
    public void With_the_key_alone_the_activity_is_kept_there()
    {
        var services = Add(("Redis", "localhost:6379"));
        Assert.Contains(services, service => service.ServiceType == typeof(ICartActivity));
        Assert.Contains(services, service => service.ServiceType == typeof(IHostedService));
        Assert.DoesNotContain(
            services,
            service => service.ServiceType == typeof(ICartStore) || service.ServiceType == typeof(ICartJournal)
        );
    }

    [Fact]
    public async Task As_the_store_it_is_the_journal_too_and_needs_no_server_to_be_put_together()
    {
        var services = Add(("Carts:Store", "redis"), ("Redis", "127.0.0.1:1,password=secret,defaultDatabase=3"));
        services.AddSingleton<TimeProvider>(new TestClock());
        services.AddLogging();
        await using var provider = services.BuildServiceProvider();
        Assert.IsType<RedisCartStore>(provider.GetRequiredService<ICartStore>());
        Assert.IsType<RedisCartJournal>(provider.GetRequiredService<ICartJournal>());
        Assert.IsType<RedisCartActivity>(provider.GetRequiredService<ICartActivity>());
        Assert.Single(provider.GetServices<IHostedService>());
        Assert.Equal("127.0.0.1:1", provider.GetRequiredService<RedisConnection>().Address);
    }

    [Theory]
    [InlineData(null, "set Redis=host:port")]
    [InlineData(" ", "set Redis=host:port")]
    [InlineData("localhost:6379,nonsense=1", "nonsense")]
    [InlineData("localhost:6379,connectTimeout=soon", "connectTimeout")]
    [InlineData("localhost:port", "host:port")]
    [InlineData("localhost:99999", "host:port")]
    [InlineData("redis://localhost:6379", "host:port")]
    [InlineData("one:6379,two:6379", "one server")]
    [InlineData(",ssl=true", "one server")]
    public void An_address_that_cannot_be_one_is_refused_with_the_line_to_change(string? address, string said)
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Add(("Carts:Store", "redis"), ("Redis", address)));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Redis=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_address_does_not_show_its_password()
    {
        var refused = Assert.Throws<ConfigurationRefused>(() => Add(("Redis", "localhost:6379,password=secret,nonsense=1")));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void However_patient_it_is_configured_a_call_ends_in_time()
    {
        var options = RedisConnection.Read("localhost,connectTimeout=60000,syncTimeout=60000,abortConnect=true");
        Assert.False(options.AbortOnConnectFail);
        Assert.True(options.ConnectTimeout <= 1_000 && options.SyncTimeout <= 1_200);
        Assert.True(RedisConnection.RoundTripMax * 4 < ICartStore.PatienceMax);
    }

    private static ServiceCollection Add(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        RedisCarts.Add(
            services,
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build()
        );
        return services;
    }
}
