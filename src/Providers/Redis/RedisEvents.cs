// The way in for the host: events over Redis, by configuration.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Redis;

/// <summary>Events on Redis.</summary>
public static class RedisEvents
{
    /// <summary>
    /// For <c>Events=redis</c>: puts the bus in place of any other. Call it after the modules, so that their own starts have run before the
    /// first event comes in. Throws <see cref="ConfigurationRefused"/> for an address that cannot be one or is missing.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var address = configuration["Redis"];
        if (string.IsNullOrWhiteSpace(address))
        {
            throw new ConfigurationRefused(
                "Events=redis needs the address of a Redis: set Redis=host:port, such as Redis=localhost:6379, or Events=local."
            );
        }

        // Read now, so that a malformed address is refused at start and not at the first event.
        RedisConnection.Read(address);
        services.TryAddSingleton(provider => new RedisConnection(address, provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddSingleton<IDependency>(provider => new RedisDependency(provider.GetRequiredService<RedisConnection>(), "redis:events"));
        services.AddSingleton(provider => new RedisEventBus(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<IIds>()
        ));
        services.AddSingleton<IEventBus>(provider => provider.GetRequiredService<RedisEventBus>());
        services.AddSingleton<IEventTail>(provider => new RedisEventTail(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<RedisEventBus>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisEventTail>>()
        ));
        services.AddSingleton<IBacklog>(provider => new RedisLag(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<RedisEventBus>()
        ));
        services.AddSingleton<IHostedService>(provider => new RedisEventLoops(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<RedisEventBus>(),
            provider.GetRequiredService<IIds>(),
            RedisEventLoops.Lease,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisEventLoops>>()
        ));
    }
}
