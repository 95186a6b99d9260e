// Parked events say nothing of a person any more once the module has heard of the erasure; what does not depend on the person can still be
// replayed.
using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class ErasedPersonsTests
{
    private const string Hers = "jabberwock";

    // Free text of goods and codes; what else a record says in words must go or be named here.
    private static readonly string[] OfNobody =
    [
        "order_id",
        "user_id",
        "status",
        "currency",
        "coupon_code",
        "product_id",
        "product_name",
        "vendor_id",
        "category",
        "country",
        "refund_id",
        "kind",
        "payment_id",
        "change",
        "guest_id",
        // Of a delivery: the shop's own words.
        "label",
        "carrier",
        "pickup_point",
        "hours",
        "erasure_id",
        "module",
        "table",
    ];

    public static TheoryData<string, Type> Told =>
        new()
        {
            { Topics.OrderPlaced, typeof(OrderFacts) },
            { Topics.OrderRefunded, typeof(OrderRefundFacts) },
            { Topics.OrderEdited, typeof(OrderEditFacts) },
            { Topics.OrderNotification, typeof(OrderNotification) },
            { Topics.InventoryDeduction, typeof(InventoryDeduction) },
            { Topics.PaymentChanged, typeof(PaymentFacts) },
            { Topics.CartChanged, typeof(CartFacts) },
            { Topics.CartReminder, typeof(CartReminder) },
            { Topics.AccountNotification, typeof(AccountNotification) },
            { Topics.UserRegistered, typeof(UserFacts) },
            { Topics.OrderErased, typeof(OrderErasure) },
            { Topics.UserErased, typeof(UserErasure) },
            { Topics.PersonForgotten, typeof(PersonForgotten) },
        };

    [Theory]
    [MemberData(nameof(Told))]
    public void Whatever_an_event_says_in_words_of_a_person_goes(string topic, Type data)
    {
        if (ErasedPersons.Without(topic, JsonSerializer.Serialize(Filled(data), Cartwright.Kernel.Event.Json)) is { } left)
        {
            using var read = JsonDocument.Parse(left);
            Assert.Empty(Words(read.RootElement).Except(OfNobody));
            Assert.NotNull(JsonSerializer.Deserialize(left, data, Cartwright.Kernel.Event.Json));
        }
    }

    [Fact]
    public async Task Parked_events_of_an_erased_order_name_nobody_and_a_sale_is_still_counted_when_it_is_replayed()
    {
        var clock = new TestClock();
        await using var hearer = await TestDatabase.Open(
            "hearer",
            [new("001-seen.sql", "CREATE TABLE seen (units BIGINT NOT NULL)")],
            clock
        );
        var inbox = new Inbox(
            hearer.Database,
            new Subscriptions()
                .On<OrderFacts>(
                    Topics.OrderConfirmed,
                    async (tx, order, _) => await tx.Execute("INSERT INTO seen(units) VALUES ($1)", order.Lines[0].Quantity)
                )
                .On<OrderNotification>(Topics.OrderNotification, (_, asked, _) => throw new InvalidOperationException(asked.Recipient))
                .ForgetParked(Topics.OrderErased),
            clock,
            NullLogger<Inbox>.Instance
        );
        var sale = Event("1", "o1", Topics.OrderConfirmed, Filled(typeof(OrderFacts)));
        await inbox.Park(sale, "nobody liked " + Hers, default);
        await inbox.Park(Event("2", "o1", Topics.OrderNotification, Filled(typeof(OrderNotification))), Hers, default);
        await inbox.Park(sale with { Id = "3" }, $"{EventSeal.NotBelieved} {Hers}", default);
        await inbox.Park(sale with { Id = "4", Data = "{" + Hers }, "no JSON", default);
        await inbox.Park(sale with { Id = "5", Subject = "o2" }, "another's", default);

        var erased = Event("6", "o1", Topics.OrderErased, new OrderErasure("o1", "u1", 5, 9));
        await inbox.Accept([erased, erased], default);

        var left = await hearer.Database.Read(sql =>
            sql.Query(
                "SELECT event_id, data, error FROM inbox_waiting ORDER BY number",
                row => (Id: row.GetString(0), Data: row.GetString(1), Error: row.GetString(2))
            )
        );
        Assert.Equal(["1", "5"], left.Select(one => one.Id));
        Assert.DoesNotContain(Hers, left[0].Error, StringComparison.Ordinal);
        Assert.Equal(
            (string.Empty, string.Empty, 7L),
            JsonSerializer.Deserialize<OrderFacts>(left[0].Data, Cartwright.Kernel.Event.Json) is { } facts
                ? (facts.Email, facts.Name, facts.Lines[0].Quantity)
                : default
        );
        Assert.Equal(sale.Data, left[1].Data);
        await using var parked = await ParkedEvents.Open(hearer.Database.Dialect, "hearer");
        Assert.Equal(1, await parked.Replay("1"));
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while (await hearer.Database.Read(sql => sql.Number("SELECT count(*) FROM seen WHERE units = 7")) == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
    }

    private static Event Event(string id, string subject, string topic, object data) =>
        new(
            id,
            topic,
            subject,
            "teller",
            DateTimeOffset.UnixEpoch,
            null,
            JsonSerializer.Serialize(data, data.GetType(), Cartwright.Kernel.Event.Json)
        );

    /// <summary>A record that says the word wherever it can say one.</summary>
    private static object Filled(Type type)
    {
        if (type == typeof(string))
        {
            return Hers;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Filled(inner);
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var of = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(of))!;
            list.Add(Filled(of));
            return list;
        }

        return type == typeof(long) ? 7L
            : type == typeof(int) ? 7
            : type == typeof(bool) ? true
            : type == typeof(DateOnly) ? new DateOnly(2026, 1, 15)
            : type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).Single() is var made
                ? made.Invoke([.. made.GetParameters().Select(parameter => Filled(parameter.ParameterType))])
            : RuntimeHelpers.GetUninitializedObject(type);
    }

    private static IEnumerable<string> Words(JsonElement read) =>
        read.ValueKind switch
        {
            JsonValueKind.Object => read.EnumerateObject()
                .SelectMany(member =>
                    member.Value.ValueKind == JsonValueKind.String
                        ? member.Value.GetString() == Hers
                            ? [member.Name]
                            : []
                        : Words(member.Value)
                ),
            JsonValueKind.Array => read.EnumerateArray().SelectMany(Words),
            _ => [],
        };
}
