// The way in for the host: what Carts needs of Redis, by configuration.
using Cartwright.Carts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Redis;

/// <summary>Carts on Redis.</summary>
public static class RedisCarts
{
    /// <summary>
    /// Call it before the module is registered. With <c>Carts:Store=redis</c> it puts the store and its journal in place; with <c>Redis</c>
    /// set, whatever the store, it keeps the last activity of carts there. Throws <see cref="ConfigurationRefused"/> for an address that
    /// cannot be one or is missing.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var carts = configuration["Carts:Store"] == "redis";
        var address = configuration["Redis"];
        if (string.IsNullOrWhiteSpace(address))
        {
            if (carts)
            {
                throw new ConfigurationRefused(
                    "Carts:Store=redis needs the address of a Redis: set Redis=host:port, such as Redis=localhost:6379, or Carts:Store=sql."
                );
            }

            return;
        }

        // Read now, so that a malformed address is refused at start and not at the first cart.
        RedisConnection.Read(address);
        services.TryAddSingleton(provider => new RedisConnection(address, provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddSingleton<IDependency>(provider => new RedisDependency(
            provider.GetRequiredService<RedisConnection>(),
            carts ? "redis:carts" : "redis:activity"
        ));
        services.AddSingleton<ICartActivity>(provider => new RedisCartActivity(
            provider.GetRequiredService<RedisConnection>(),
            kept: carts
        ));
        services.AddSingleton<IHostedService>(provider => new RedisWatch(
            provider.GetRequiredService<RedisConnection>(),
            carts,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisWatch>>()
        ));
        if (!carts)
        {
            return;
        }

        SteadyClock.Add(services);
        services.AddSingleton<RedisCartJournal>();
        services.AddSingleton<ICartJournal>(provider => provider.GetRequiredService<RedisCartJournal>());
        services.AddSingleton<ICartStore>(provider => new RedisCartStore(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<RedisCartJournal>(),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            CartSettings.Read(configuration).Ttl
        ));
    }

    /// <summary>
    /// The carts there, for a command beside a stopped shop. Throws <see cref="ConfigurationRefused"/> for an address that cannot be one or
    /// is missing, and <see cref="StorageUnavailable"/> for a Redis that is away.
    /// </summary>
    /// <param name="configuration">The shop's keys: <c>Redis</c> and <c>Carts:TtlDays</c>.</param>
    /// <param name="clock">The moment of a command.</param>
    /// <param name="warn">Told how that Redis may lose carts, if it may.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<CartsBeside> Beside(
        IConfiguration configuration,
        TimeProvider clock,
        Action<string> warn,
        CancellationToken cancel
    )
    {
        if (configuration["Redis"] is not { } address || string.IsNullOrWhiteSpace(address))
        {
            throw new ConfigurationRefused(
                "Carts in Redis need the address of a Redis: set Redis=host:port, such as Redis=localhost:6379."
            );
        }

        var connection = new RedisConnection(address, NullLogger<RedisConnection>.Instance);
        foreach (var danger in await RedisWatch.Dangers(connection, cancel))
        {
            warn($"Redis at {connection.Address} does not keep carts safely: {danger}");
        }

        await connection.Answer((await connection.Database(cancel)).PingAsync(), cancel);
        return Beside(connection, clock, CartSettings.Read(configuration).Ttl);
    }

    internal static CartsBeside Beside(RedisConnection connection, TimeProvider clock, TimeSpan ttl)
    {
        var journal = new RedisCartJournal(connection);
        var store = new RedisCartStore(connection, journal, clock, ttl);
        return new(CartHomeSql.Redis, new RedisCartsAtRest(connection, clock, ttl), store, journal, connection);
    }
}
