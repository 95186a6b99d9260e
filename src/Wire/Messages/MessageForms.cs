// The contracts that can be asked by messages, and how the host puts them in place: asking here, answering there.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire.Messages;

/// <summary>The table: a row a contract with a readable form of messages (docs/messages.md).</summary>
public static class MessageForms
{
    // Two secrets are enough to change one.
    private const int SecretsMax = 2;

    /// <summary>The modules that have one, by their contract.</summary>
    public static IReadOnlyDictionary<Type, string> Modules { get; } =
        new Dictionary<Type, string> { [typeof(ICatalog)] = "catalog", [typeof(IPayments)] = "payments" };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Messages:Answers:{module}"];

    /// <summary>
    /// Registers the contracts of these modules as questions by messages, and their entries of <c>/readyz</c>. Needs <see
    /// cref="WireSettings"/>, the bus and its
    /// <see cref="IEventTail"/> among the services. Throws <see cref="ConfigurationRefused"/> for secrets that cannot be ones.
    /// </summary>
    public static void Ask(IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<Type> contracts)
    {
        var programs = Programs(configuration);
        if (contracts.Count == 0)
        {
            return;
        }

        string[] answers =
        [
            .. contracts.SelectMany(contract => contract == typeof(ICatalog) ? CatalogByMessages.Answers : PaymentsByMessages.Answers),
        ];
        services.AddSingleton(provider => new MessageExchange(
            provider.GetService<EventSeal>() is { } seal
                ? new SealedBus(provider.GetRequiredService<IEventBus>(), seal)
                : provider.GetRequiredService<IEventBus>(),
            provider.GetRequiredService<IEventTail>(),
            answers,
            provider.GetRequiredService<IIds>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MessageExchange>>()
        ));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MessageExchange>());
        foreach (var contract in contracts)
        {
            var module = Modules[contract];
            services.AddKeyedSingleton(
                module,
                (provider, _) =>
                    new AskedModule(
                        module,
                        programs.GetValueOrDefault(module) ?? MessageSeal.OfShop(provider.GetRequiredService<WireSettings>()),
                        Patience(contract, provider.GetRequiredService<WireSettings>()),
                        provider.GetRequiredService<TimeProvider>(),
                        provider.GetRequiredService<ILogger<AskedModule>>()
                    )
            );
            services.AddSingleton<IDependency>(provider => new MessageDependency(Exchange(provider), Asked(provider, contract)));
        }

        if (contracts.Contains(typeof(ICatalog)))
        {
            services.AddSingleton<ICatalog>(provider => new CatalogByMessages(Exchange(provider), Asked(provider, typeof(ICatalog))));
        }

        if (contracts.Contains(typeof(IPayments)))
        {
            services.AddSingleton<IPayments>(provider => new PaymentsByMessages(Exchange(provider), Asked(provider, typeof(IPayments))));
        }
    }

    /// <summary>
    /// Registers what answers other processes of the shop: signed replies out of the outbox, and Payments' answers where it runs.
    /// </summary>
    public static void Answer(IServiceCollection services, bool payments)
    {
        services.AddSingleton(provider => new SealedEvents(
            provider.GetRequiredService<IEventBus>(),
            MessageSeal.OfShop(provider.GetRequiredService<WireSettings>()),
            CatalogByMessages.Answers
        ));
        if (payments)
        {
            services.AddSingleton(provider => new PaymentAnswers(
                provider.GetRequiredService<IPayments>(),
                provider.GetRequiredService<IEventBus>(),
                MessageSeal.OfShop(provider.GetRequiredService<WireSettings>()),
                Patience(typeof(IPayments), provider.GetRequiredService<WireSettings>()),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PaymentAnswers>>()
            ));
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<PaymentAnswers>());
        }
    }

    private static MessageExchange Exchange(IServiceProvider provider) => provider.GetRequiredService<MessageExchange>();

    private static AskedModule Asked(IServiceProvider provider, Type contract) =>
        provider.GetRequiredKeyedService<AskedModule>(Modules[contract]);

    // A payment provider has its time by messages as it has by gRPC.
    private static TimeSpan Patience(Type contract, WireSettings wire) =>
        contract == typeof(IPayments) && wire.Timeout < WiredContracts.GatewayTime ? WiredContracts.GatewayTime : wire.Timeout;

    /// <summary>
    /// <c>Messages:Answers:{module}</c>: the secret shared with the program that answers in the module's place, or two with a comma while
    /// it is changed.
    /// </summary>
    private static Dictionary<string, MessageSeal> Programs(IConfiguration configuration)
    {
        const string Section = "Messages:Answers";
        var programs = new Dictionary<string, MessageSeal>(StringComparer.Ordinal);
        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            var module =
                Modules.Values.FirstOrDefault(name => name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new ConfigurationRefused(
                    $"{entry.Path} names no module that can be asked by messages. "
                        + $"Use: {string.Join(" or ", Modules.Values.Select(name => $"{Section}:{name}=<secret>"))}"
                );
            var secrets = (entry.Value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (
                secrets.Length is 0 or > SecretsMax
                || secrets.Any(secret => secret.Length < WireSettings.TokenCharsMin || secret.Any(c => c is <= ' ' or >= '\x7f'))
            )
            {
                // The value is not repeated: it is a secret.
                throw new ConfigurationRefused(
                    $"{entry.Path} must be a secret of at least {WireSettings.TokenCharsMin} visible ASCII characters, "
                        + "or two with a comma between them while it is changed. Make one: openssl rand -hex 32"
                );
            }

            programs[module] = MessageSeal.OfProgram(secrets);
        }

        return programs;
    }
}
