// The front door of payments by Stripe: Payments:Providers=stripe.
using Cartwright.Contracts.Ports;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Stripe;

/// <summary>Puts Stripe among the providers.</summary>
public static class StripePayments
{
    /// <summary>Its name among the providers.</summary>
    public const string Provider = StripeSettings.Provider;

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => StripeSettings.Keys;

    /// <summary>
    /// Says that there is Stripe and, when its keys are said, registers it: also where it takes nothing new, because money that was taken
    /// must be returnable. To be called before the module registers. Throws <see cref="Cartwright.Kernel.ConfigurationRefused"/> with the
    /// line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var settings = StripeSettings.Read(configuration);
        services.AddSingleton(new OutsideProvider(StripeSettings.Provider, settings is not null, settings?.Said ?? StripeSettings.Missing));
        if (settings is null)
        {
            return;
        }

        services.AddSingleton<IGateway>(provider =>
            Open(
                settings,
                provider.GetRequiredKeyedService<IProviderBook>(StripeSettings.Provider),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()
            )
        );
        services.AddSingleton<IWebhookReader>(provider => new StripeWebhooks(
            settings,
            provider.GetRequiredKeyedService<IProviderBook>(StripeSettings.Provider)
        ));
    }

    /// <summary>Puts Stripe among those who pay vendors. To be called before Ordering registers.</summary>
    public static void AddPayouts(IServiceCollection services, IConfiguration configuration) => StripePayouts.Add(services, configuration);

    /// <summary>
    /// What pages may load of others where Stripe takes payments; null where it does not, and the policy of the pages stays as it is.
    /// Source: https://docs.stripe.com/security/guide#content-security-policy
    /// </summary>
    public static PageSources? Sources(IConfiguration configuration)
    {
        var isOn = (configuration["Payments:Providers"] ?? string.Empty)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(StripeSettings.Provider, StringComparer.OrdinalIgnoreCase);
        if (!isOn)
        {
            return null;
        }

        if (StripeSettings.Place(configuration) is { IsLoopback: true } standIn)
        {
            var here = standIn.GetLeftPart(UriPartial.Authority);
            return new([here], [here], [here]);
        }

        return new(
            ["https://js.stripe.com", "https://*.js.stripe.com"],
            ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
            ["https://api.stripe.com"]
        );
    }

    internal static StripeGateway Open(StripeSettings settings, IProviderBook book, TimeProvider clock, ILoggerFactory logs)
    {
        var calls = new StripeCalls(settings);
        var statement = new StripeStatement(calls, book, clock, logs.CreateLogger<StripeStatement>());
        return new(calls, book, statement, settings, clock, logs.CreateLogger<StripeGateway>());
    }
}
