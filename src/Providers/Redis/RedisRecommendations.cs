// The way in for the host: what Recommendations needs of Redis, by configuration.
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cartwright.Redis;

/// <summary>Recommendations in Redis.</summary>
public static class RedisRecommendations
{
    /// <summary>
    /// For <c>Recommendations:Store=redis</c>: puts the copy and its entry of <c>/readyz</c> in place. Call it before the module is
    /// registered. Throws <see cref="ConfigurationRefused"/> for an address that cannot be one or is missing.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Recommendations:Store"] != "redis")
        {
            return;
        }

        var address = configuration["Redis"];
        if (string.IsNullOrWhiteSpace(address))
        {
            throw new ConfigurationRefused(
                "Recommendations:Store=redis needs the address of a Redis: set Redis=host:port, such as Redis=localhost:6379, "
                    + "or Recommendations:Store=sql."
            );
        }

        // Read now, so that a malformed address is refused at start and not at the first question.
        RedisConnection.Read(address);
        services.TryAddSingleton(provider => new RedisConnection(address, provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.AddSingleton<IDependency>(provider => new RedisDependency(
            provider.GetRequiredService<RedisConnection>(),
            "redis:recommendations"
        ));
        services.AddSingleton<IAffinityCopy>(provider => new RedisAffinities(provider.GetRequiredService<RedisConnection>()));
    }
}
