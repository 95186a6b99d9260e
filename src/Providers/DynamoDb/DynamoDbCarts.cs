// The front door of carts on DynamoDB: Carts:Store=dynamodb.
using Amazon.DynamoDBv2;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.DynamoDb;

/// <summary>Puts carts on DynamoDB.</summary>
public static class DynamoDbCarts
{
    // A record must be there as long as anyone may ask for what it recorded: as long as the cart, and the time in which orders are given back.
    internal static readonly TimeSpan RecordsKeptAfterTtl = TimeSpan.FromDays(30);

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => DynamoSettings.Keys;

    /// <summary>
    /// With <c>Carts:Store=dynamodb</c> registers the store and its journal; to be called before the module registers its own. Reads <c>DynamoDb:ServiceUrl</c>, <c>DynamoDb:Table</c>,
    /// <c>DynamoDb:Create</c> and <c>Carts:TtlDays</c>; throws <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Carts:Store"] != "dynamodb")
        {
            return;
        }

        var settings = DynamoSettings.Read(configuration);
        var ttl = CartSettings.Read(configuration).Ttl;
        services.AddSingleton(_ => settings.Connect());
        services.AddSingleton(provider => new Calls(provider.GetRequiredService<IAmazonDynamoDB>(), settings.Table));
        services.AddSingleton<IDependency>(provider => new DynamoDependency(provider.GetRequiredService<Calls>()));
        services.AddSingleton(provider => Open(
            provider.GetRequiredService<Calls>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IIds>(), ttl));
        services.AddSingleton<ICartStore>(provider => provider.GetRequiredService<OpenCarts>());
        services.AddSingleton<ICartJournal>(provider => provider.GetRequiredService<OpenCarts>());
        services.AddHostedService(provider => new CartTable(
            provider.GetRequiredService<Calls>(), settings.Create, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CartTable>>()));
    }

    /// <summary>Store and journal on one table.</summary>
    internal static OpenCarts Open(Calls calls, TimeProvider clock, IIds ids, TimeSpan ttl)
    {
        var rows = new CartRows(calls, clock, ttl + RecordsKeptAfterTtl);
        var lanes = new CartLanes();
        var fresh = new FreshCarts();
        var store = new DynamoCartStore(calls, rows, lanes, fresh, clock, ids, ttl);
        return new(store, new DynamoCartJournal(calls, store, rows, lanes, fresh, clock));
    }
}

/// <summary>Store and journal of one process: two views of the same rows.</summary>
internal sealed class OpenCarts(DynamoCartStore store, DynamoCartJournal journal) : ICartStore, ICartJournal
{
    /// <inheritdoc/>
    public Signal Written => journal.Written;

    /// <inheritdoc/>
    public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel) => store.Load(userId, known, cancel);

    /// <inheritdoc/>
    public ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) => store.Change(command, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel) => journal.Read(max, cancel);

    /// <inheritdoc/>
    public ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel) => journal.Forget(entries, cancel);
}
