// The modules that programs outside can ask, on a real bus, put together as the host does it.
using System.Security.Cryptography;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Host;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Payments;
using Cartwright.Pictures;
using Cartwright.Unit;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Events;

/// <summary>Catalog, Inventory, Payments and Notifications with the demo's goods.</summary>
internal sealed class OutsideShop : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-outside-").FullName;
    private IHost host = null!;

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <param name="bus">Registers the bus, as the provider does it for the host.</param>
    /// <param name="settings">What the bus is to be configured with.</param>
    public static async Task<OutsideShop> Open(
        Action<IServiceCollection, IConfiguration> bus,
        IEnumerable<KeyValuePair<string, string?>> settings
    )
    {
        var shop = new OutsideShop();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([
            .. settings,
            new("Demo", "true"),
            new("DataFolder", shop.folder),
            new("Payments:ReconcileEvery", "00:00:00.500"),
        ]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IIds>(_ => new Ids(TimeProvider.System, RandomNumberGenerator.Fill));
        builder.Services.AddSingleton<IShopSettings>(new ToldShop());
        builder.Services.AddLogging();
        var inboxes = new List<Inbox>();
        builder.Services.AddSingleton(new SealedText(RandomNumberGenerator.GetBytes(32)));
        builder.Services.AddSingleton(new Pseudonyms(RandomNumberGenerator.GetBytes(32)));
        builder.Services.AddSingleton<IReadOnlyList<Inbox>>(inboxes);
        IModule[] modules = [new CatalogModule(), new InventoryModule(), new PaymentsModule(), new NotificationsModule()];
        foreach (var module in modules)
        {
            module.Register(builder.Services, builder.Configuration);
        }

        PictureKeeping.Add(builder.Services, builder.Configuration);
        bus(builder.Services, builder.Configuration);

        builder.Services.AddHostedService<EventLoops>();
        shop.host = builder.Build();
        await ModuleDatabases.Open(
            [.. shop.host.Services.GetServices<ModuleDatabase>()],
            new SqliteDialect(shop.folder),
            shop.Get<IIds>(),
            TimeProvider.System
        );

        foreach (var module in modules)
        {
            var subscriptions = new Subscriptions();
            module.Subscribe(subscriptions, shop.host.Services);
            var inbox = new Inbox(shop.Tables(module.Name), subscriptions, TimeProvider.System, shop.Get<ILogger<Inbox>>());
            inboxes.Add(inbox);
            shop.Get<IEventBus>().Subscribe(inbox);
        }

        await shop.host.StartAsync();
        return shop;
    }

    public async Task<long> Stock(string productId) =>
        await Tables("inventory").Read(sql => sql.Number("SELECT on_hand FROM stock WHERE product_id = $1", productId));

    public async Task<long> Shortages() =>
        await Tables("inventory").Read(sql => sql.Number("SELECT COUNT(*) FROM shortages WHERE closed_ms IS NULL"));

    public async Task<List<FullMail>> Mails() =>
        await Tables("notifications")
            .Read(async sql =>
            {
                var mails = new List<FullMail>();
                foreach (var row in await MailStore.List(sql, new(), null, 100))
                {
                    mails.Add((await MailStore.Find(sql, row.MailId))!);
                }

                return mails;
            });

    /// <summary>What the simulated provider has taken and not given back, in minor units of whatever currency.</summary>
    public async Task<long> Kept() => (await Theirs()).Sum(Signed);

    /// <summary>Orders of which more was taken at once than a payment is for.</summary>
    public async Task<IEnumerable<string>> OverCharged(long amount) =>
        (await Theirs())
            .GroupBy(e => e.OrderId)
            .Where(order => order.Sum(Signed) > amount || order.Sum(Signed) < 0)
            .Select(order => order.Key);

    public async Task<IReadOnlyList<Difference>> Differences() =>
        (await Get<CompareBooks>().Run(LedgerPlace.Start, 1_000, default)).Differences;

    public async Task<long> Answered() =>
        await Tables("payments").Read(sql => sql.Number("SELECT COUNT(*) FROM payment_requests WHERE look_ms IS NULL"));

    public async Task<long> Answered(string topic) =>
        await Tables("payments")
            .Read(sql =>
                sql.Number(
                    topic switch
                    {
                        "payment.succeeded" => "SELECT COUNT(*) FROM payment_requests WHERE answer = 'done' AND operation = 'payment'",
                        "payment.refunded" => "SELECT COUNT(*) FROM payment_requests WHERE answer = 'done' AND operation = 'refund'",
                        _ => "SELECT COUNT(*) FROM payment_requests WHERE answer <> 'done'",
                    }
                )
            );

    /// <summary>Events of a module that nobody tries any more.</summary>
    public async Task<long> Parked(string module) =>
        await Tables(module).Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 1"));

    public async Task AssertNothingParked()
    {
        foreach (var module in (string[])["catalog", "inventory", "payments", "notifications"])
        {
            Assert.Equal(0, await Tables(module).Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        await Servers.Disk.Delete(folder);
    }

    private static long Signed(LedgerEntry e) =>
        e.Kind == LedgerKind.Captured ? e.AmountMinor
        : e.Kind == LedgerKind.Refunded ? -e.AmountMinor
        : 0;

    private async Task<List<LedgerEntry>> Theirs() => await Tables("payments").Read(sql => SimulatorStore.Ledger.Written(sql, 0, 100_000));

    private Database Tables(string module) => host.Services.GetRequiredKeyedService<Database>(module);
}
