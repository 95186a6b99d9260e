// The way in for the host: what Carts needs of Redis, by configuration.
using Cartwright.Carts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Redis;

/// <summary>Carts on Redis.</summary>
public static class RedisCarts
{
    /// <summary>
    /// Call it before the module is registered. With <c>Carts:Store=redis</c> it puts the store and its journal in place; with <c>Redis</c> set, whatever the
    /// store, it keeps the last activity of carts there. Throws <see cref="ConfigurationRefused"/> for an address that cannot be one or is missing.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var carts = configuration["Carts:Store"] == "redis";
        var address = configuration["Redis"];
        if (string.IsNullOrWhiteSpace(address))
        {
            if (carts)
            {
                throw new ConfigurationRefused("Carts:Store=redis needs the address of a Redis: set Redis=host:port, such as Redis=localhost:6379, or Carts:Store=sql.");
            }

            return;
        }

        // Read now, so that a malformed address is refused at start and not at the first cart.
        RedisConnection.Read(address);
        services.TryAddSingleton(provider => new RedisConnection(address, provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddSingleton<IDependency>(provider => new RedisDependency(provider.GetRequiredService<RedisConnection>(), carts ? "redis:carts" : "redis:activity"));
        services.AddSingleton<ICartActivity>(provider => new RedisCartActivity(provider.GetRequiredService<RedisConnection>(), kept: carts));
        services.AddSingleton<IHostedService>(provider => new RedisWatch(
            provider.GetRequiredService<RedisConnection>(), carts, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisWatch>>()));
        if (!carts)
        {
            return;
        }

        services.AddSingleton<RedisCartJournal>();
        services.AddSingleton<ICartJournal>(provider => provider.GetRequiredService<RedisCartJournal>());
        services.AddSingleton<ICartStore>(provider => new RedisCartStore(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<RedisCartJournal>(), provider.GetRequiredService<TimeProvider>(), CartSettings.Read(configuration).Ttl));
    }
}
