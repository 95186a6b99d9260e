// A process that asks Catalog and Payments of a shop by messages, each question twice, as a broker may deliver it.
using Cartwright.Conformance.Events;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Servers;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance;

/// <summary>The asking half; the shop answers.</summary>
internal sealed class AskingByMessages : IAsyncDisposable
{
    private readonly MessageExchange exchange;

    private AskingByMessages(IServiceProvider shop, MessageSeal seal, TimeSpan timeout, ILogger<MessageExchange> log)
    {
        exchange = new MessageExchange(
            new Doubling(shop.GetRequiredService<IEventBus>()),
            shop.GetRequiredService<IEventTail>(),
            [.. CatalogByMessages.Answers, .. PaymentsByMessages.Answers],
            shop.GetRequiredService<IIds>(),
            TimeProvider.System,
            log
        );
        Catalog = new CatalogByMessages(exchange, new AskedModule("catalog", seal, timeout, TimeProvider.System, NullLogger.Instance));
        Payments = new PaymentsByMessages(exchange, new AskedModule("payments", seal, timeout, TimeProvider.System, NullLogger.Instance));
    }

    public ICatalog Catalog { get; }

    public IPayments Payments { get; }

    /// <summary>What a shop needs to be asked by other processes, and what the broker needs.</summary>
    public static Dictionary<string, string?> Settings(params IEnumerable<(string Key, string Value)> broker) =>
        new(
            broker
                .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
                .Append(new("Wire:Port", ServerProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)))
        )
        {
            ["Service:Token"] = ShopUnderTest.WireSettings.Token,

            // Open to whoever reaches the broker, so that a case can show how little an unsigned charge may do.
            ["Messages:Unsigned"] = "get_product_details,payment.requested",

            // So slow that a quick payment beside it is answered first on any machine.
            ["Payments:LateAnswer"] = "00:00:08",
        };

    /// <summary>
    /// Settings for librdkafka's mock: it makes topics by itself and lets a fetch wait its time.
    /// </summary>
    public static IEnumerable<(string Key, string Value)> OnMock(string bootstrap) =>
        [("Kafka:Bootstrap", bootstrap), ("Kafka:CreateTopics", "false"), ("Kafka:Client:fetch.wait.max.ms", "10")];

    /// <param name="shop">Whose broker it is.</param>
    /// <param name="seal">The shop's own, unless a program answers.</param>
    /// <param name="timeout">As long as the machine of the tests may need, unless a test wants less.</param>
    public static async Task<AskingByMessages> Open(
        IServiceProvider shop,
        MessageSeal? seal = null,
        TimeSpan? timeout = null,
        ILogger<MessageExchange>? log = null
    )
    {
        var asking = new AskingByMessages(
            shop,
            seal ?? MessageSeal.OfShop(ShopUnderTest.WireSettings),
            timeout ?? TimeSpan.FromSeconds(30),
            log ?? NullLogger<MessageExchange>.Instance
        );
        await asking.exchange.StartAsync(default);
        await KafkaWorld.Until(() => Task.FromResult(asking.exchange.IsPlaced), "answers are heard");
        return asking;
    }

    /// <summary>Waits until both are answered: a broker may take its time to share out a topic to its first consumers.</summary>
    public Task IsAnswered() =>
        KafkaWorld.Until(
            async () =>
                (await Catalog.GetProducts(new() { ProductIds = { "1" } }, default)).Refused is null
                && (await Payments.Void(new() { RequestId = "first", PaymentId = Guid.NewGuid().ToString() }, default)).Refused is null,
            "the shop answers"
        );

    public async ValueTask DisposeAsync()
    {
        await exchange.StopAsync(default);
        exchange.Dispose();
    }

    private sealed class Doubling(IEventBus bus) : IEventBus
    {
        public void Subscribe(Inbox subscriber) => bus.Subscribe(subscriber);

        public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
        {
            await bus.Publish(events, cancel);
            await bus.Publish(events, cancel);
        }
    }
}
