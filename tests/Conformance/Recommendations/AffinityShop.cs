// Recommendations as far as affinities go: its tables, its events, and the store under test, kept as the running module keeps it.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Recommendations;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Recommendations;

internal sealed class AffinityShop : IAsyncDisposable
{
    private readonly TestDatabase test;
    private readonly Inbox inbox;
    private readonly CountTaken count;
    private readonly Func<ValueTask> end;

    /// <param name="test">The module's tables.</param>
    /// <param name="copy">The store, or null for the tables alone.</param>
    /// <param name="end">Runs at the end.</param>
    public AffinityShop(TestDatabase test, IAffinityCopy? copy, Func<ValueTask>? end = null)
    {
        this.test = test;
        this.end = end ?? (() => ValueTask.CompletedTask);
        var module = new RecommendationsModule();
        module.Register(
            new ServiceCollection(),
            new ConfigurationBuilder().AddInMemoryCollection([new("Recommendations:Store", copy is null ? "sql" : "redis")]).Build()
        );
        var subscriptions = new Subscriptions();
        module.Subscribe(subscriptions, null!);
        inbox = new Inbox(test.Database, subscriptions, test.Clock, NullLogger<Inbox>.Instance);
        count = new CountTaken(
            test.Database,
            new Signal(),
            test.Clock,
            NullLogger<CountTaken>.Instance,
            copy is null ? null : new CopyMarks(test.Ids, new Signal())
        );
        Keep = copy is null ? null : new KeepCopy(test.Database, copy, new Signal(), test.Ids, test.Clock, NullLogger<KeepCopy>.Instance);
        Store = copy is null ? new SqlAffinities(test.Database) : copy;
    }

    public IAffinities Store { get; }

    public KeepCopy? Keep { get; }

    public Database Database => test.Database;

    public async Task<IReadOnlyList<Near>> Of(string productId) => (await Store.Of([productId], default))[0];

    /// <summary>An order, counted and put where it belongs.</summary>
    public async Task Confirmed(string orderId, params string[] products)
    {
        await Note(orderId, products);
        await Settle();
    }

    /// <summary>An order that is not counted yet.</summary>
    public Task Note(string orderId, params string[] products) => Hear(Topics.OrderConfirmed, orderId, Order(orderId, products));

    public async Task Cancelled(string orderId, params string[] products)
    {
        await Hear(Topics.OrderCancelled, orderId, Order(orderId, products));
        await Settle();
    }

    public async Task Sold(string productId, bool deleted)
    {
        var atMs = test.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await Hear(Topics.ProductChanged, productId, new ProductFacts(productId, productId, "c", "v", 1, "USD", null, deleted, atMs));
        await Settle();
    }

    public async Task Settle()
    {
        while (await count.CountOnce(default) == CountTaken.BatchOrdersMax) { }

        while (Keep is not null && await Keep.Step(default)) { }
    }

    public async ValueTask DisposeAsync()
    {
        await end();
        await test.DisposeAsync();
    }

    private static OrderFacts Order(string id, string[] products) =>
        new(
            id,
            "user",
            "user@example.com",
            "user",
            "confirmed",
            null,
            "USD",
            0,
            0,
            0,
            0,
            0,
            null,
            [.. products.Select(p => new OrderLineFacts(p, p, "vendor-1", "c", 1, 100, 0, 0))],
            "DE",
            0,
            0,
            2
        );

    private Task Hear<T>(string topic, string subject, T data) =>
        inbox.Accept(
            [
                new Event(
                    test.Ids.Next(),
                    topic,
                    subject,
                    "ordering",
                    test.Clock.GetUtcNow(),
                    null,
                    JsonSerializer.Serialize(data, Event.Json)
                ),
            ],
            default
        );
}
