// Every contract that can leave the process: how it is answered here, and how it is asked elsewhere. One row a contract.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire;

/// <summary>A contract that can leave the process.</summary>
public abstract class WiredContract
{
    /// <summary>The interface.</summary>
    public abstract Type Contract { get; }

    /// <summary>Package and service as in the proto; also the name to ask the health service for.</summary>
    public abstract string Name { get; }

    /// <summary>Answers it by what is registered for the interface.</summary>
    public abstract AnsweredContract Answered(IServiceProvider services);

    /// <summary>
    /// Registers the interface as calls to the module elsewhere, and its entry of <c>/readyz</c>. Needs <see cref="WireSettings"/> and a
    /// TimeProvider among the services. Throws <see cref="ConfigurationRefused"/> when the address cannot be one.
    /// </summary>
    /// <param name="module">The module's name in the table of modules: <c>inventory</c>.</param>
    /// <param name="address">Scheme, host and inner port of the process that runs it.</param>
    public abstract void Register(IServiceCollection services, string module, Uri address);
}

/// <summary>The table.</summary>
public static class WiredContracts
{
    // A payment gateway may take its time, and asking again before it has answered helps nobody.
    internal static readonly TimeSpan GatewayTime = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<WiredContract> All { get; } =
    [
        new Row<IIdentity>(IdentityOverWire.Service, channel => new IdentityOverWire(channel)),
        new Row<ICatalog>(CatalogOverWire.Service, channel => new CatalogOverWire(channel)),
        new Row<IInventory>(InventoryOverWire.Service, channel => new InventoryOverWire(channel)),
        new Row<ICarts>(CartsOverWire.Service, channel => new CartsOverWire(channel)),
        new Row<IPromotions>(PromotionsOverWire.Service, channel => new PromotionsOverWire(channel)),
        new Row<IPayments>(PaymentsOverWire.Service, channel => new PaymentsOverWire(channel), GatewayTime),
        new Row<IOrdering>(OrderingOverWire.Service, channel => new OrderingOverWire(channel)),
        new Row<IRecommendations>(RecommendationsOverWire.Service, channel => new RecommendationsOverWire(channel)),
    ];

    /// <summary>
    /// Registers what the module keeps of persons as calls to the module elsewhere. It is no entry of <c>/readyz</c>: without it nothing
    /// but a person's file waits.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="module">Whose records.</param>
    /// <param name="through">Who is asked: the module itself, or another whose process hands the question on.</param>
    /// <param name="address">Of whoever is asked.</param>
    public static void RegisterRecords(IServiceCollection services, string module, string through, Uri address)
    {
        Elsewhere(services, through, address, default);
        services.AddSingleton<IPersonRecords>(provider => new PersonRecordsOverWire(
            module,
            new ElsewhereChannel<IPersonRecords>(provider.GetRequiredKeyedService<ElsewhereModule>(through), PersonRecordsOverWire.Service)
        ));
    }

    /// <summary>
    /// Registers Ordering's contract for what the shop says of itself, in a process that asks it for nothing else. It is no entry of
    /// <c>/readyz</c>: without it what was known last goes on.
    /// </summary>
    public static void RegisterSettings(IServiceCollection services, string module, Uri address)
    {
        Elsewhere(services, module, address, default);
        services.AddSingleton<IOrdering>(provider => new OrderingOverWire(
            new ElsewhereChannel<IOrdering>(provider.GetRequiredKeyedService<ElsewhereModule>(module), OrderingOverWire.Service)
        ));
    }

    /// <summary>What the modules that run here keep of persons, answered to others.</summary>
    public static AnsweredContract AnsweredRecords(IServiceProvider services) =>
        AnsweredContract.Of(PersonRecordsOverWire.Service, new PersonRecordsHere(services.GetServices<IPersonRecords>()));

    // Once a module, whatever it is asked.
    private static void Elsewhere(IServiceCollection services, string module, Uri address, TimeSpan patience)
    {
        ElsewhereModule.Check(module, address);
        if (services.Any(service => service.ServiceType == typeof(ElsewhereModule) && Equals(service.ServiceKey, module)))
        {
            return;
        }

        services.TryAddSingleton<InnerConnections>();
        services.AddKeyedSingleton(
            module,
            (provider, _) =>
            {
                var connections = provider.GetRequiredService<InnerConnections>();
                return new ElsewhereModule(
                    module,
                    address,
                    connections,
                    provider.GetRequiredService<TimeProvider>(),
                    Random.Shared.NextDouble,
                    provider.GetRequiredService<ILogger<ElsewhereModule>>()
                )
                {
                    Timeout = patience > connections.Settings.Timeout ? patience : connections.Settings.Timeout,
                };
            }
        );
        services.AddSingleton<IBacklog>(provider => provider.GetRequiredKeyedService<ElsewhereModule>(module));
    }

    /// <summary>The row of an interface.</summary>
    public static WiredContract Of(Type contract) => All.Single(row => row.Contract == contract);

    private sealed class Row<TContract>(
        WireService<TContract> service,
        Func<IWireChannel<TContract>, TContract> over,
        TimeSpan patience = default
    ) : WiredContract
        where TContract : class
    {
        public override Type Contract => typeof(TContract);

        public override string Name => service.Name;

        public override AnsweredContract Answered(IServiceProvider services) =>
            AnsweredContract.Of(service, services.GetRequiredService<TContract>());

        public override void Register(IServiceCollection services, string module, Uri address)
        {
            Elsewhere(services, module, address, patience);
            services.AddSingleton(provider =>
                over(new ElsewhereChannel<TContract>(provider.GetRequiredKeyedService<ElsewhereModule>(module), service))
            );
            services.AddSingleton<IDependency>(provider => new ModuleDependency(
                provider.GetRequiredKeyedService<ElsewhereModule>(module),
                service.Name
            ));
        }
    }
}
