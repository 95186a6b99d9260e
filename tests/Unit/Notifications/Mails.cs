// What the tests of Notifications share: an order to write about, and a mailbox with its inbox.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Notifications;

internal static class Mails
{
    public static OrderFacts Order(
        string id = "0197b3c2-6a40-7000-8a3e-0d4c2f1b5e77",
        string name = "Ada",
        string product = "Oak desk",
        string? reason = null
    ) =>
        new(
            id,
            "user-1",
            "ada@example.com",
            name,
            "confirmed",
            reason,
            "USD",
            125_998,
            1_000,
            500,
            24_000,
            149_498,
            "SAVE10",
            [new("1", product, "vendor-1", "Desks", 2, 59_999, 1_000, 20_000), new("2", "Lamp", "vendor-2", "Lamps", 1, 6_000, 0, 4_000)],
            "DE",
            1_768_473_000_000,
            1_768_473_001_000,
            2
        );

    public static OrderNotification Ask(OrderFacts order, string template = "confirmed", string? to = null, string? tracking = null) =>
        new(order.OrderId, template, to ?? order.Email, order, tracking);

    public static Event About<T>(string topic, string subject, T data, string id) =>
        new(id, topic, subject, "ordering", DateTimeOffset.UnixEpoch, null, JsonSerializer.Serialize(data, Event.Json));

    /// <summary>The face of a shop that nobody has named.</summary>
    public static MailFaces Faces(MailSettings settings)
    {
        var shop = new ToldShop();
        return new(new ShopSender(settings, shop), shop);
    }

    public static MailSettings Settings(params (string Key, string Value)[] keys) =>
        MailSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create(k.Key, (string?)k.Value))).Build()
        );
}

/// <summary>A mailbox that hears events.</summary>
internal sealed class Mailbox : IAsyncDisposable
{
    private Mailbox(TestDatabase test, TestClock clock, MailSettings settings)
    {
        Test = test;
        Clock = clock;
        Templates = new MailTemplates(test.Database, Mails.Faces(settings), clock, NullLogger<MailTemplates>.Instance);
        Own = new MailLinks(Sealed, "https://shop.example", shown: false, Stops, Templates);
        var write = new WriteMail(settings, Own, test.Ids, clock, Waiting, Stops, Templates);
        Inbox = new Inbox(
            test.Database,
            new Subscriptions()
                .On<OrderNotification>(Topics.OrderNotification, write.About)
                .On<AccountNotification>(Topics.AccountNotification, (tx, asked, e) => write.About(tx, asked, e))
                .On<UserFacts>(Topics.UserRegistered, (tx, user, e) => write.Welcome(tx, user, e))
                .On<CartReminder>(Topics.CartReminder, (tx, cart, e) => write.Remind(tx, cart, e))
                .On<StockFacts>(
                    Topics.StockLow,
                    (tx, stock, e) => write.RunsLow(tx, stock, e, "https://shop.example", id => new(Names.GetValueOrDefault(id)))
                )
                .On<OrderErasure>(Topics.OrderErased, async (tx, erased, _) => await MailStore.ForgetOrder(tx, erased.OrderId))
                .On<UserErasure>(Topics.UserErased, async (tx, erased, _) => await MailStore.ForgetUser(tx, erased.UserId)),
            clock,
            NullLogger<Inbox>.Instance
        );
        Resend = new ResendMail(test.Database, settings, clock, Waiting);
    }

    public TestDatabase Test { get; }

    public TestClock Clock { get; }

    public Inbox Inbox { get; }

    public Signal Waiting { get; } = new();

    /// <summary>What the catalog says of products; nothing of the others.</summary>
    public Dictionary<string, (string Name, string? Sku)?> Names { get; } = [];

    /// <summary>The shop's key for links, of these tests.</summary>
    public static SealedText Sealed { get; } = new(new byte[32]);

    /// <summary>Who is not reminded, in these tests.</summary>
    public static ReminderStop Stops { get; } = new(new Pseudonyms(new byte[32]), "https://shop.example");

    /// <summary>The mailbox outside a demo.</summary>
    public static MailLinks Links { get; } = new(Sealed, "https://shop.example", shown: false, Stops);

    public ResendMail Resend { get; }

    /// <summary>The owner's words.</summary>
    public MailTemplates Templates { get; }

    /// <summary>The same as <see cref="Links"/>, with the owner's words.</summary>
    public MailLinks Own { get; }

    public static async Task<Mailbox> Open(MailSettings settings)
    {
        var clock = new TestClock();
        return new(await TestDatabase.Open("notifications", typeof(NotificationsModule).Assembly, clock), clock, settings);
    }

    public async Task Hear(OrderNotification asked, string id)
    {
        await Inbox.Accept([Mails.About(Topics.OrderNotification, asked.OrderId, asked, id)], default);
        Assert.Equal(0, await Test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));
    }

    public async Task<List<MailRow>> List(MailFilter? filter = null, string? before = null, int rows = 100) =>
        await Test.Database.Read(sql => MailStore.List(sql, filter ?? new(), before, rows));

    public async Task<FullMail> Only() =>
        (await Test.Database.Read(async sql => await MailStore.Find(sql, (await MailStore.List(sql, new(), null, 2)).Single().MailId)))!;

    public MailSender Sender(IMailTransport transport) => new(Test.Database, transport, Waiting, Clock, NullLogger<MailSender>.Instance);

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
