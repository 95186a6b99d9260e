// The way in for the host: events over Kafka, by configuration.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kafka;

/// <summary>Events on Kafka.</summary>
public static class KafkaEvents
{
    /// <summary>
    /// Registers the bus, what listens, and the entry <c>kafka</c> of <c>/readyz</c>; for <c>Events=kafka</c>. Throws
    /// <see cref="ConfigurationRefused"/> when the native library does not run here or a setting cannot work. Brokers that are absent are
    /// no reason not to start:
    /// they are waited for.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var settings = KafkaSettings.Read(configuration);
        settings.Check();
        services.AddSingleton(settings);
        services.AddSingleton(provider => new KafkaReach(settings, provider.GetRequiredService<ILogger<KafkaReach>>()));
        services.AddSingleton(provider => new KafkaTopics(
            settings,
            provider.GetRequiredService<KafkaReach>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IDependency>(provider => provider.GetRequiredService<KafkaTopics>());
        services.AddSingleton(provider => new KafkaEventBus(
            settings,
            provider.GetRequiredService<KafkaTopics>(),
            provider.GetRequiredService<KafkaReach>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.AddSingleton<IEventBus>(provider => provider.GetRequiredService<KafkaEventBus>());
        services.AddSingleton<IEventTail>(provider => new KafkaEventTail(
            settings,
            provider.GetRequiredService<KafkaTopics>(),
            provider.GetRequiredService<KafkaReach>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KafkaEventTail>>()
        ));
        services.AddSingleton<IBacklog>(provider => provider.GetRequiredService<KafkaEventBus>());
        services.AddSingleton<IHostedService>(provider => new KafkaListening(
            provider.GetRequiredService<KafkaEventBus>(),
            provider.GetRequiredService<IHostApplicationLifetime>()
        ));
    }
}
