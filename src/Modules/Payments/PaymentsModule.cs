// The front door of Payments: what it registers, what it listens to, which routes it has. Our own commands come through the contract;
// events are for programs outside.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <inheritdoc/>
public sealed class PaymentsModule : IModule
{
    // How late tok_timeout answers: long enough to see the shop not wait for it.
    private static readonly TimeSpan LateAnswer = TimeSpan.FromSeconds(3);

    // When tok_late tells its outcome: long enough to see the order wait for it.
    private static readonly TimeSpan LateOutcome = TimeSpan.FromSeconds(5);

    // As long as banks leave a shopper to find the telephone.
    private static readonly TimeSpan ChallengeWithin = TimeSpan.FromMinutes(15);

    // An unknown payment is known again within a minute even when two rounds fail.
    private static readonly TimeSpan ReconcileEvery = TimeSpan.FromSeconds(5);

    // All books are read from end to end; what is known to be unknown has been asked about long before.
    private static readonly TimeSpan CompareEvery = TimeSpan.FromHours(1);

    private static readonly string[] SecretKeys = ["Secret", "OtherSecret"];

    private readonly Signal requestsWaiting = new();
    private readonly Signal webhooksWaiting = new();
    private readonly Signal webhooksToSend = new();

    /// <inheritdoc/>
    public string Name => "payments";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys =>
        [
            "Payments:Providers",
            "Payments:BankTransfer:Iban",
            "Payments:BankTransfer:Name",
            "Payments:BankTransfer:Bic",
            "Payments:BankTransfer:PayWithin",
            "Payments:CompareEvery",
            "Payments:ReconcileEvery",
            "Payments:ChallengeWithin",
            "Payments:LateAnswer",
            "Payments:LateOutcome",
            "Payments:Webhooks:{provider}:Secret",
            "Payments:Webhooks:{provider}:OtherSecret",
        ];

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase(Name, typeof(PaymentsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddPersonTables(Name, PersonSql.Tables);
        var settings = PaymentSettings.Read(
            configuration,
            [.. services.Select(service => service.ImplementationInstance).OfType<OutsideProvider>()]
        );
        services.AddSingleton(settings);
        RegisterProviders(services, configuration, settings);
        services.AddSingleton(provider => new PaymentBook(Tables(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AuthorizePayment>();
        services.AddSingleton<CapturePayment>();
        services.AddSingleton<VoidPayment>();
        services.AddSingleton<RefundPayment>();
        services.AddSingleton<ReceiveTransfer>();
        services.AddSingleton<AnchorStore>();
        services.AddSingleton<IPayments, LocalPayments>();
        RegisterReconciliation(services, configuration);
        RegisterWebhooks(
            services,
            configuration,
            [
                SimulatedGateway.ProviderName,
                SimulatedBank.ProviderName,
                .. settings.Others.Where(one => one.TellsStandard).Select(one => one.Name),
            ]
        );
        services.AddSingleton(provider => new TakeRequest(
            provider.GetRequiredService<Gateways>(),
            provider.GetRequiredService<TimeProvider>(),
            requestsWaiting
        ));
        services.AddSingleton<IHostedService>(provider => new AnswerRequests(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<AuthorizePayment>(),
            provider.GetRequiredService<RefundPayment>(),
            requestsWaiting,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AnswerRequests>>()
        ));
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var take = services.GetRequiredService<TakeRequest>();
        subscriptions
            .On<PaymentRequest>(Topics.PaymentRequested, take.Pay)
            .On<RefundWish>(Topics.PaymentRefundRequested, take.PayBack)
            .On<OrderErasure>(
                Topics.OrderErased,
                async (tx, erased, _) =>
                    await ErasedPersons.Tell(
                        tx,
                        erased.ErasureId,
                        Name,
                        erased.AtUnixMs,
                        new ForgottenRows("payment_refunds", await PaymentStore.ForgetReasons(tx, erased.OrderId))
                    )
            );
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        PaymentsRoutes.Map(routes);
        MethodRoutes.Map(routes);
        ChallengeRoutes.Map(routes);
        TransferRoutes.Map(routes);
        WebhookRoutes.Map(routes);
        ReconciliationRoutes.Map(routes);
        DisputeRoutes.Map(routes);
    }

    private void RegisterProviders(IServiceCollection services, IConfiguration configuration, PaymentSettings settings)
    {
        var times = new SimulatorTimes(
            configuration.Span("Payments:LateAnswer", LateAnswer),
            configuration.Span("Payments:LateOutcome", LateOutcome),
            configuration.Span("Payments:ChallengeWithin", ChallengeWithin)
        );
        services.AddSingleton(provider => new SimulatedGateway(
            Tables(provider),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            provider.GetRequiredService<IIds>(),
            times
        ));
        services.AddSingleton(provider => new LateOutcomes(
            Tables(provider),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            provider.GetRequiredService<IIds>(),
            webhooksToSend
        ));
        services.AddSingleton(provider => new SimulatedBank(
            Tables(provider),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            provider.GetRequiredService<IIds>(),
            settings.Account,
            webhooksToSend
        ));
        services.AddKeyedSingleton<IProviderBook>(
            KeyedService.AnyKey,
            (provider, name) => new ProviderBookStore(Tables(provider), (string)name, provider.GetRequiredService<TimeProvider>())
        );
        services.AddSingleton(provider => new Gateways(
            [
                new TracedGateway(provider.GetRequiredService<SimulatedGateway>()),
                new TracedGateway(provider.GetRequiredService<SimulatedBank>()),
                .. provider.GetServices<IGateway>().Select(outside => new TracedGateway(outside)),
            ],
            settings.Providers
        ));
    }

    private void RegisterReconciliation(IServiceCollection services, IConfiguration configuration)
    {
        var (compareEvery, reconcileEvery) = (
            configuration.Span("Payments:CompareEvery", CompareEvery),
            configuration.Span("Payments:ReconcileEvery", ReconcileEvery)
        );
        services.AddSingleton(provider => new CompareBooks(Tables(provider), provider.GetRequiredService<Gateways>()));
        services.AddSingleton(provider => new ReconcileBooks(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<Gateways>(),
            provider.GetRequiredService<CompareBooks>(),
            provider.GetRequiredService<TimeProvider>(),
            compareEvery,
            provider.GetRequiredService<ILogger<ReconcileBooks>>()
        ));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ReconcileBooks>());
        services.AddSingleton<IHostedService>(provider => new RepairPayments(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<Gateways>(),
            provider.GetRequiredService<RefundPayment>(),
            provider.GetRequiredService<VoidPayment>(),
            provider.GetRequiredService<TimeProvider>(),
            reconcileEvery,
            provider.GetRequiredService<ILogger<RepairPayments>>()
        ));
    }

    /// <param name="names">Of those whose webhooks say no more than which payment to look at.</param>
    private void RegisterWebhooks(IServiceCollection services, IConfiguration configuration, string[] names)
    {
        var configured = names.ToDictionary(name => name, name => Secrets(configuration, name), StringComparer.Ordinal);
        services.AddSingleton<IReadOnlyDictionary<string, WebhookSignature>>(provider =>
            names.ToDictionary(
                name => name,
                name => new WebhookSignature(
                    configured[name] is { Count: > 0 } secrets
                        ? secrets
                        : [Encoding.UTF8.GetBytes(provider.GetRequiredService<IIds>().Secret())]
                ),
                StringComparer.Ordinal
            )
        );
        foreach (var name in names)
        {
            services.AddSingleton<IWebhookReader>(provider => new StandardWebhooks(
                name,
                provider.GetRequiredService<IReadOnlyDictionary<string, WebhookSignature>>()[name]
            ));
        }

        services.AddSingleton(provider => new TakeWebhook(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetServices<IWebhookReader>(),
            provider.GetRequiredService<TimeProvider>(),
            webhooksWaiting
        ));
        services.AddSingleton<IHostedService>(provider => new LookIntoWebhooks(
            provider.GetRequiredService<PaymentBook>(),
            provider.GetRequiredService<Gateways>(),
            webhooksWaiting,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LookIntoWebhooks>>()
        ));
        services.AddSingleton<IHostedService>(provider => new SendSimulatedWebhooks(
            Tables(provider),
            provider.GetRequiredService<LateOutcomes>(),
            provider.GetRequiredService<TakeWebhook>(),
            provider.GetRequiredService<IReadOnlyDictionary<string, WebhookSignature>>(),
            webhooksToSend,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SendSimulatedWebhooks>>()
        ));
    }

    // Without one, a secret is made at each start: then only the simulators of this process have it, and nothing from outside verifies.
    private static List<byte[]> Secrets(IConfiguration configuration, string provider) =>
        [
            .. SecretKeys
                .Select(which => $"Payments:Webhooks:{provider}:{which}")
                .Where(key => !string.IsNullOrEmpty(configuration[key]))
                .Select(key => WebhookSignature.Secret(configuration[key]!, key)),
        ];

    private Database Tables(IServiceProvider provider) => provider.GetRequiredKeyedService<Database>(Name);
}
