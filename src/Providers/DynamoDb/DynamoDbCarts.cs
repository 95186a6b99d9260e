// The front door of carts on DynamoDB: Carts:Store=dynamodb.
using Amazon.DynamoDBv2;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.DynamoDb;

/// <summary>Puts carts on DynamoDB.</summary>
public static class DynamoDbCarts
{
    // A record must be there as long as anyone may ask for what it recorded: as long as the cart, and the time in which orders are given
    // back.
    internal static readonly TimeSpan RecordsKeptAfterTtl = TimeSpan.FromDays(30);

    // A table that is made on AWS takes some ten seconds.
    private static readonly TimeSpan TableWait = TimeSpan.FromSeconds(60);

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys => DynamoSettings.Keys;

    /// <summary>
    /// With <c>Carts:Store=dynamodb</c> registers the store and its journal; to be called before the module registers its own. Reads
    /// <c>DynamoDb:ServiceUrl</c>, <c>DynamoDb:Table</c>, <c>DynamoDb:Create</c> and <c>Carts:TtlDays</c>; throws
    /// <see cref="ConfigurationRefused"/> with the line to change.
    /// </summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["Carts:Store"] != "dynamodb")
        {
            return;
        }

        var settings = DynamoSettings.Read(configuration);
        var ttl = CartSettings.Read(configuration).Ttl;
        SteadyClock.Add(services);
        services.AddSingleton(_ => settings.Connect());
        services.AddSingleton(provider => new Calls(provider.GetRequiredService<IAmazonDynamoDB>(), settings.Table));
        services.AddSingleton<IDependency>(provider => new DynamoDependency(provider.GetRequiredService<Calls>()));
        services.AddSingleton(provider =>
            Open(
                provider.GetRequiredService<Calls>(),
                provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
                provider.GetRequiredService<IIds>(),
                ttl
            )
        );
        services.AddSingleton<ICartStore>(provider => provider.GetRequiredService<OpenCarts>());
        services.AddSingleton<ICartJournal>(provider => provider.GetRequiredService<OpenCarts>());
        services.AddHostedService(provider => new CartTable(
            provider.GetRequiredService<Calls>(),
            settings.Create,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CartTable>>()
        ));
    }

    /// <summary>
    /// The carts there, for a command beside a stopped shop. Throws <see cref="ConfigurationRefused"/> with the line to change, and
    /// <see cref="StorageUnavailable"/> for a DynamoDB that is away or has no such table.
    /// </summary>
    /// <param name="configuration">The shop's keys, as for <see cref="Add"/>.</param>
    /// <param name="isTarget">Whether a table that is absent is made, if the configuration lets it.</param>
    /// <param name="ids">Marks commits.</param>
    /// <param name="clock">The moment of a command.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async Task<CartsBeside> Beside(
        IConfiguration configuration,
        bool isTarget,
        IIds ids,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var settings = DynamoSettings.Read(configuration);
        var calls = new Calls(settings.Connect(), settings.Table);
        using var table = new CartTable(calls, settings.Create && isTarget, clock, NullLogger<CartTable>.Instance);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        wait.CancelAfter(TableWait);
        try
        {
            await table.Ready(wait.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new StorageUnavailable(
                $"The DynamoDB table {settings.Table} is not there, or does not answer within {TableWait.TotalSeconds:F0} s.",
                late
            );
        }

        return Beside(calls, clock, ids, CartSettings.Read(configuration).Ttl);
    }

    internal static CartsBeside Beside(Calls calls, TimeProvider clock, IIds ids, TimeSpan ttl)
    {
        var open = Open(calls, clock, ids, ttl);
        return new(CartHomeSql.DynamoDb, open.AtRest, open, open);
    }

    /// <summary>Store and journal on one table.</summary>
    internal static OpenCarts Open(Calls calls, TimeProvider clock, IIds ids, TimeSpan ttl)
    {
        var rows = new CartRows(calls, clock, ttl + RecordsKeptAfterTtl);
        var lanes = new CartLanes();
        var fresh = new FreshCarts();
        var store = new DynamoCartStore(calls, rows, lanes, fresh, clock, ids, ttl);
        return new(store, new DynamoCartJournal(calls, store, rows, lanes, fresh, clock), new DynamoCartsAtRest(calls, store, rows, clock));
    }
}

/// <summary>Store and journal of one process: two views of the same rows.</summary>
internal sealed class OpenCarts(DynamoCartStore store, DynamoCartJournal journal, ICartsAtRest atRest) : ICartStore, ICartJournal
{
    /// <summary>The same rows, whole.</summary>
    public ICartsAtRest AtRest => atRest;

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
