// The front door of products in MongoDB: Catalog:Store=mongodb.
using Cartwright.Catalog;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Puts products in MongoDB.</summary>
public static class MongoDbProducts
{
    private const string Module = "catalog";

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => MongoSettings.Keys;

    /// <summary>
    /// With <c>Catalog:Store=mongodb</c> registers the store and its journal; to be called before the module registers its own. Reads
    /// <c>MongoDb</c> and <c>MongoDb:Database</c>; throws <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Catalog:Store"] != ProductHomeSql.MongoDb)
        {
            return;
        }

        var settings = MongoSettings.Read(configuration);
        services.AddSingleton(_ => Connect(settings));
        services.AddSingleton<IDependency>(provider => new MongoDependency(provider.GetRequiredService<MongoCalls>()));
        services.AddSingleton(provider =>
            Open(
                provider.GetRequiredService<MongoCalls>(),
                provider.GetRequiredKeyedService<Database>(Module),
                provider.GetRequiredService<ProductShelf>(),
                provider.GetRequiredService<IIds>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()
            )
        );
        services.AddSingleton(provider => provider.GetRequiredService<OpenProducts>().Store);
        services.AddSingleton(provider => provider.GetRequiredService<OpenProducts>().Journal);
        services.AddHostedService(provider =>
            Collection(
                provider.GetRequiredService<MongoCalls>(),
                provider.GetRequiredKeyedService<Database>(Module),
                provider.GetRequiredService<IIds>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()
            )
        );
    }

    /// <summary>Store and journal for a command beside a stopped shop, whose mark the collection then bears. Throws as a start does, but
    /// for a MongoDB that is away: <see cref="StorageUnavailable"/>. </summary>
    public static async Task<OpenProducts> Beside(
        IConfiguration configuration,
        string shopId,
        Database database,
        IIds ids,
        TimeProvider clock,
        ILoggerFactory logs,
        CancellationToken cancel
    )
    {
        var calls = Connect(MongoSettings.Read(configuration));
        using var collection = Collection(calls, database, ids, clock, logs);
        await collection.Take(shopId, cancel);
        return Open(calls, database, new ProductShelf(open: false, bytesMax: 0), ids, clock, logs);
    }

    internal static MongoCalls Connect(MongoSettings settings) =>
        new(new MongoClient(settings.Client).GetDatabase(settings.Database), settings.Where);

    internal static ProductCollection Collection(MongoCalls calls, Database database, IIds ids, TimeProvider clock, ILoggerFactory logs) =>
        new(calls, database, ids, clock, logs.CreateLogger<ProductCollection>());

    /// <summary>Store and journal on one collection.</summary>
    internal static OpenProducts Open(
        MongoCalls calls,
        Database database,
        ProductShelf shelf,
        IIds ids,
        TimeProvider clock,
        ILoggerFactory logs
    )
    {
        var words = new FoldedWords();
        var layout = new ProductDocument(words);
        var documents = new ProductDocuments(calls, shelf, layout, logs.CreateLogger<ProductDocuments>());
        var changes = new Changes(ids, clock);
        var relations = new ProductRelations(documents, shelf, changes);
        var filling = new ProductFilling(calls, relations, layout, shelf, changes);
        var lists = new MongoProductLists(calls, documents, new ProductQueries(words), database);
        var places = new MongoProductPlaces(calls);
        var store = new MongoProductStore(calls, documents, relations, lists, places, filling, changes, database, shelf);
        return new(store, new MongoProductJournal(documents, relations, changes, shelf), calls.Where);
    }
}

/// <summary>Store and journal of one process: two views of the same documents.</summary>
/// <param name="Where">Servers and database, for people.</param>
public sealed record OpenProducts(IProductStore Store, IProductJournal Journal, string Where);
