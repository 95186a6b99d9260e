// What the tests of Analytics share: the module's inbox over a real database, and orders to tell it of.
using System.Text.Json;
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Analytics;

internal sealed class Books : IAsyncDisposable
{
    public const long Day0 = 1_767_225_600_000; // 2026-01-01, a Thursday

    private Books(TestDatabase test)
    {
        Test = test;
        var subscriptions = new Subscriptions();
        new AnalyticsModule().Subscribe(subscriptions, null!);
        Inbox = new Inbox(test.Database, subscriptions, test.Clock, NullLogger<Inbox>.Instance);
    }

    public TestDatabase Test { get; }

    public Inbox Inbox { get; }

    public static Slice All { get; } = new(0, 4_000_000_000_000);

    public static async Task<Books> Open() => new(await TestDatabase.Open("analytics", typeof(AnalyticsModule).Assembly, new TestClock()));

    public static OrderFacts Order(
        string id,
        long atMs,
        string user = "u",
        string status = "confirmed",
        long sequence = 2,
        string currency = "USD",
        params OrderLineFacts[] lines
    ) =>
        new(id, user, "", "", status, null, currency, 0, 0, 0, 0, 0, null, lines.Length > 0 ? lines : [Line()], "DE", atMs, atMs, sequence);

    public static OrderLineFacts Line(
        string product = "1",
        string vendor = "v1",
        long quantity = 1,
        long price = 1_000,
        long discount = 0
    ) => new(product, $"Product {product}", vendor, "c", quantity, price, discount, 0);

    public static CartFacts Cart(string user, long version, string change, long atMs, long items = 1) =>
        new(user, version, change, null, items, 0, "USD", false, null, atMs, Began: change == "item_added" && items == 1);

    public Event Event<T>(string topic, string subject, T data, string? id = null) =>
        new(
            id ?? Test.Ids.Next(),
            topic,
            subject,
            "x",
            DateTimeOffset.UnixEpoch,
            null,
            JsonSerializer.Serialize(data, Cartwright.Kernel.Event.Json)
        );

    public async Task Tell<T>(string topic, string subject, T data)
    {
        await Inbox.Accept([Event(topic, subject, data)], default);
        Assert.Equal(0, await Test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));
    }

    public async Task<List<SalesFigures>> Sales(Slice slice, string interval = "day") =>
        await Test.Database.Read(sql => Figures.Sales(sql, slice, interval));

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
