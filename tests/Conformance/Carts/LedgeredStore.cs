// Any cart store with the module's database beside it: what the suite opens, restarts and asks for history and events.
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Carts;

/// <summary>Makes the store on opening and again on every reopening; a store with a journal gets a carrier.</summary>
internal sealed class LedgeredStore : IOpenStore
{
    private readonly TestDatabase test;
    private readonly Func<TestDatabase, Task<ICartStore>> make;
    private CartCarrier carrier = null!;

    private LedgeredStore(TestDatabase test, Func<TestDatabase, Task<ICartStore>> make)
    {
        this.test = test;
        this.make = make;
    }

    public ICartStore Store { get; private set; } = null!;

    public static async Task<IOpenStore> Open(TestDatabase test, Func<TestDatabase, Task<ICartStore>> make)
    {
        var open = new LedgeredStore(test, make);
        await open.Make();
        return open;
    }

    public async Task Reopen()
    {
        await Close();
        await test.Reopen();
        await Make();
    }

    public async Task<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit) =>
        await new CartLists(test.Database, carrier, test.Clock).History(userId, beforeNumber, limit, default);

    public async Task Expire()
    {
        while (
            await new ExpireCarts(test.Database, Store, carrier, CartSettings.Read(new ConfigurationBuilder().Build()), test.Clock).Run(
                default
            )
        ) { }
    }

    public async Task<IReadOnlyList<CartFacts>> Told()
    {
        await carrier.CatchUp(default);
        return await test.Database.Read(sql =>
            sql.Query(
                "SELECT data FROM outbox ORDER BY number",
                row => JsonSerializer.Deserialize<CartFacts>(row.GetString(0), Event.Json)!
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        await test.DisposeAsync();
    }

    private async Task Make()
    {
        Store = await make(test);
        carrier = new CartCarrier(test.Database, Store, test.Clock, NullLogger<CartCarrier>.Instance, Store as ICartJournal);
    }

    private async Task Close()
    {
        carrier.Dispose();
        if (Store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
