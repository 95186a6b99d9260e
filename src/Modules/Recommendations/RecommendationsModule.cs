// The front door of Recommendations: what it registers, what it listens to, which routes it has.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <inheritdoc/>
public sealed class RecommendationsModule : IModule
{
    private readonly Signal countsBehind = new();
    private readonly Signal copyBehind = new();

    // Set by Register when Recommendations:Store says that a provider keeps a copy of the affinities.
    private bool copied;

    /// <inheritdoc/>
    public string Name => "recommendations";

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => ["Recommendations:Store"];

    /// <inheritdoc/>
    public IReadOnlyList<Retention> Rows => RetentionSql.Tables;

    /// <inheritdoc/>
    public IReadOnlyList<PersonTable> Persons => PersonSql.Tables;

    /// <inheritdoc/>
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        var store = configuration["Recommendations:Store"] is { Length: > 0 } named ? named : CopyHome.Sql;
        copied = store != CopyHome.Sql;
        services.AddModuleDatabase(Name, typeof(RecommendationsModule).Assembly, RetentionSql.Tables, configuration);
        services.AddPersonTables(Name, PersonSql.Tables);
        services.AddSingleton<IHostedService>(all => new CopyHome(
            all.GetRequiredKeyedService<Database>(Name),
            store,
            all.GetRequiredService<ILogger<CopyHome>>()
        ));
        services.AddSingleton(all => new Recommend(
            all.GetRequiredKeyedService<Database>(Name),
            all.GetRequiredService<ICatalog>(),
            all.GetRequiredService<IInventory>(),
            all.GetRequiredService<TimeProvider>(),
            copied ? all.GetRequiredService<IAffinityCopy>() : null
        ));
        services.AddSingleton<IRecommendations>(all => all.GetRequiredService<Recommend>());
        services.AddSingleton<IHostedService>(all => new CountTaken(
            all.GetRequiredKeyedService<Database>(Name),
            countsBehind,
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<CountTaken>>(),
            copied ? new CopyMarks(all.GetRequiredService<IIds>(), copyBehind) : null
        ));
        if (copied)
        {
            services.AddSingleton<IHostedService>(all => new KeepCopy(
                all.GetRequiredKeyedService<Database>(Name),
                all.GetRequiredService<IAffinityCopy>(),
                copyBehind,
                all.GetRequiredService<IIds>(),
                all.GetRequiredService<TimeProvider>(),
                all.GetRequiredService<ILogger<KeepCopy>>()
            ));
        }

        if (configuration.Switch("Demo"))
        {
            services.AddSingleton<IHostedService>(all => new DemoPopularity(
                all.GetRequiredKeyedService<Database>(Name),
                all.GetRequiredService<ICatalog>(),
                all.GetRequiredService<TimeProvider>(),
                all.GetRequiredService<ILogger<DemoPopularity>>()
            ));
        }
    }

    /// <inheritdoc/>
    public void Subscribe(Subscriptions subscriptions, IServiceProvider services)
    {
        var count = new CountOrder(countsBehind);
        subscriptions
            .On<OrderFacts>(Topics.OrderConfirmed, (tx, order, _) => count.Confirmed(tx, order))
            .On<OrderFacts>(Topics.OrderCancelled, (tx, order, _) => count.Cancelled(tx, order))
            .Later<ProductFacts>(Topics.ProductChanged, Changed)
            .ForgetParked(Topics.OrderErased)
            .On<UserErasure>(
                Topics.UserErased,
                async (tx, erased, _) =>
                    await ErasedPersons.Tell(
                        tx,
                        erased.ErasureId,
                        Name,
                        erased.AtUnixMs,
                        new ForgottenRows("taken_order", await TakenStore.ForgetUser(tx, erased.UserId))
                    )
            );
    }

    private async ValueTask Changed(Transaction tx, ProductFacts product, Event told)
    {
        var wasDeleted = copied && await AffinityStore.IsDeleted(tx, product.ProductId);
        await AffinityStore.SetProduct(
            tx,
            product.ProductId,
            product.Category,
            product.Deleted || product.Withheld == true,
            product.AtUnixMs
        );
        if (copied && wasDeleted != await AffinityStore.IsDeleted(tx, product.ProductId))
        {
            // It leaves the lists of all it was bought with, or comes back to them.
            await CopyStore.MarkAround(tx, [product.ProductId], told.Id);
            tx.OnCommitted(copyBehind.Raise);
        }
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => RecommendationsRoutes.Map(routes);
}
