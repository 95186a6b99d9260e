// The cart store on DynamoDB: the suite, and one table a test on a real server.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.DynamoDb;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Carts;

public class OnDynamoDb : CartStoreSuite
{
    // The server of the tests takes some hundred commands a second.
    protected override int ModelCommands => 2_000;

    protected override async Task<IOpenStore> Open(TimeProvider clock)
    {
        var server = await DynamoServer.Shared;
        var table = await DynamoTable.Make(server, server.NewTable());
        return await LedgeredStore.Open(
            await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock),
            test => Task.FromResult<ICartStore>(DynamoTable.Open(table, test.Clock, Ttl))
        );
    }
}

/// <summary>Tables and stores of the tests.</summary>
internal static class DynamoTable
{
    /// <summary>Calls to a table that is there.</summary>
    public static async Task<Calls> Make(DynamoServer server, string name)
    {
        var calls = Connect(server, name);
        await Ready(calls);
        return calls;
    }

    /// <summary>What happens at start.</summary>
    public static async Task Ready(Calls calls, bool create = true)
    {
        using var table = new CartTable(calls, create, TimeProvider.System, NullLogger<CartTable>.Instance);
        await table.Ready(default);
    }

    /// <summary>Calls as a process of its own would make them, on a client that has time.</summary>
    public static Calls Connect(DynamoServer server, string name) => new(new TroubledClient(server.Url), name);

    /// <summary>A client as this program would make it, with its impatience.</summary>
    public static Amazon.DynamoDBv2.IAmazonDynamoDB ConnectTo(string url) =>
        DynamoSettings
            .Read(
                new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DynamoDb:ServiceUrl"] = url }).Build()
            )
            .Connect();

    /// <summary>What a carrier does, with a database that takes everything; answers what was in the journal.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> Carry(ICartJournal journal)
    {
        var entries = await journal.Read(1_000, default);
        await journal.Forget(entries, default);
        return entries;
    }

    public static OpenCarts Open(Calls calls, TimeProvider clock, TimeSpan ttl) =>
        DynamoDbCarts.Open(calls, clock, new Ids(clock, RandomNumberGenerator.Fill), ttl);
}
