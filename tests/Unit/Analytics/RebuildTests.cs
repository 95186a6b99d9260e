// A rebuild: the same figures as the events made, whatever stood in the tables before, beside orders that go on changing, and after a crash
// in between.
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RebuildTests
{
    private const string Everything = """
        SELECT order_id || ' ' || user_id || ' ' || status || ' ' || sequence || ' ' || lines || ' ' || placed_ms || ' ' || COALESCE(confirmed_ms, 0) || ' ' || COALESCE(refunded_ms, 0) || ' ' || units || ' ' || gross || ' ' || discount FROM order_fact
        UNION ALL SELECT order_id || ' ' || movement || ' ' || kind || ' ' || at_ms || ' ' || lines || ' ' || units || ' ' || gross || ' ' || discount FROM order_movement ORDER BY 1
        """;

    [Fact]
    public async Task Lost_and_planted_facts_are_as_the_events_made_them_again()
    {
        await using var books = await Books.Open();
        var fates = Lived(books, 260);
        foreach (var batch in fates.Stream.Chunk(50))
        {
            await books.Inbox.Accept(batch, default);
        }

        var told = await Facts(books);
        await books.Test.Database.Write(async tx =>
        {
            await tx.Execute("UPDATE order_fact SET confirmed_ms = NULL WHERE order_id < 'o050'");
            await tx.Execute("DELETE FROM order_fact WHERE order_id > 'o200'");
            await tx.Execute("DELETE FROM order_movement WHERE order_id > 'o100'");
            await tx.Execute(
                "INSERT INTO order_fact(order_id, user_id, status, sequence, currency, lines, placed_ms, confirmed_ms) VALUES ('o0005', 'nobody', 'confirmed', 9, 'USD', '[]', 5, 5), ('zzz', 'nobody', 'confirmed', 9, 'USD', '[]', 5, 5)"
            );
            return true;
        });
        Assert.NotEqual(told, await Facts(books));
        var (rebuild, _) = Make(books, fates);
        Assert.False(await rebuild.Round(default));
        await Want(books);
        Assert.True(await rebuild.Round(default));
        Assert.Equal(told, await Facts(books));
        var done = (await books.Test.Database.Read(RebuildStore.Find))!;
        Assert.Equal((Rebuild.Finished, 260L, 260L), (done.State, done.Done, done.Total));
        Assert.False(await rebuild.Round(default));
    }

    [Fact]
    public async Task Events_that_arrive_between_the_answer_and_its_page_are_not_lost()
    {
        await using var books = await Books.Open();
        var fates = Lived(books, 30);
        foreach (var batch in fates.Stream.Chunk(50))
        {
            await books.Inbox.Accept(batch, default);
        }

        var (rebuild, ordering) = Make(books, fates);
        var late = Books.Order("o003", Books.Day0, status: "delivered", sequence: 50);
        ordering.AfterFirstAnswer = async () =>
        {
            fates.Told["o003"].Add((Topics.OrderStatusChanged, System.Text.Json.JsonSerializer.Serialize(late, Event.Json)));
            await books.Tell(Topics.OrderStatusChanged, "o003", late);
        };
        await Want(books);
        await rebuild.Round(default);
        Assert.Equal(
            "delivered",
            await books.Test.Database.Read(sql =>
                sql.First("SELECT status FROM order_fact WHERE order_id = 'o003'", row => row.GetString(0))
            )
        );
    }

    [Fact]
    public async Task It_goes_on_where_it_was_and_says_where_it_failed()
    {
        await using var books = await Books.Open();
        var fates = Lived(books, 130);
        var (rebuild, ordering) = Make(books, fates);
        ordering.FailsAfter = "o099";
        await Want(books);
        var failing = rebuild.Round(default);
        while (!failing.IsCompleted)
        {
            ((TestClock)books.Test.Clock).Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await failing);
        var failed = (await books.Test.Database.Read(RebuildStore.Find))!;
        Assert.Equal((Rebuild.Failed, 100L, 130L), (failed.State, failed.Done, failed.Total));
        Assert.Contains("After order o099", failed.Error, StringComparison.Ordinal);

        // Killed after the first page: the next process goes on with the second.
        await books.Test.Database.Write(async tx => await tx.Execute("UPDATE rebuild SET state = 'running'"));
        ordering.FailsAfter = null;
        ordering.Asked.Clear();
        await rebuild.Round(default);
        Assert.Equal("o099", ordering.Asked[0]);
        Assert.Equal(
            (Rebuild.Finished, 130L),
            ((await books.Test.Database.Read(RebuildStore.Find))!.State, (await books.Test.Database.Read(RebuildStore.Find))!.Done)
        );

        await using var other = await Books.Open();
        foreach (var batch in fates.Stream.Chunk(50))
        {
            await other.Inbox.Accept(batch, default);
        }

        Assert.Equal(await Facts(other), await Facts(books));
    }

    [Fact]
    public async Task Asking_again_does_not_begin_anew_what_is_under_way()
    {
        await using var books = await Books.Open();
        await Want(books);
        await books.Test.Database.Write(async tx =>
        {
            await RebuildStore.Progress(tx, Rebuild.Running, "o5", 6, 9, 1);
            return true;
        });
        Assert.Equal((Rebuild.Running, 6L), ((await Want(books)).State, (await Want(books)).Done));
    }

    private static Fates Lived(Books books, int orders)
    {
        var fates = new Fates(7, books.Test.Ids);
        for (var i = 0; i < orders; i++)
        {
            fates.Live($"o{i:D3}");
        }

        return fates;
    }

    private static Task<Rebuild> Want(Books books) =>
        books.Test.Database.Write(tx => RebuildStore.Want(tx, Books.Day0 + (200 * Figures.DayMs)));

    private static ValueTask<List<string>> Facts(Books books) =>
        books.Test.Database.Read(sql => sql.Query(Everything, row => row.GetString(0)));

    private static (RebuildFacts Rebuild, TellingOrdering Ordering) Make(Books books, Fates fates)
    {
        var ordering = new TellingOrdering(fates);
        return (
            new RebuildFacts(books.Test.Database, ordering, new Signal(), books.Test.Clock, NullLogger<RebuildFacts>.Instance),
            ordering
        );
    }

    /// <summary>Ordering as far as a rebuild asks it.</summary>
    private sealed class TellingOrdering(Fates fates) : IOrdering
    {
        public List<string> Asked { get; } = [];

        public string? FailsAfter { get; set; }

        public Func<Task>? AfterFirstAnswer { get; set; }

        public ValueTask<Outcome<Order>> PlaceOrder(PlaceOrderRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<ErasePersonReply>> ErasePerson(ErasePersonRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<Order>> GetOrder(GetOrderRequest request, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<Outcome<ShopSettingsReply>> GetShopSettings(GetShopSettingsRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<Outcome<PaperFile>> GetPaper(GetPaperRequest request, CancellationToken cancel) =>
            throw new NotSupportedException();

        public async ValueTask<Outcome<ListOrderEventsReply>> ListOrderEvents(ListOrderEventsRequest request, CancellationToken cancel)
        {
            Asked.Add(request.AfterOrderId);
            if (FailsAfter == request.AfterOrderId)
            {
                return Refusal.Unavailable("away", "Ordering cannot answer now.");
            }

            var reply = new ListOrderEventsReply { OrdersTotal = fates.Told.Count };
            foreach (
                var (id, told) in fates
                    .Told.OrderBy(o => o.Key, StringComparer.Ordinal)
                    .Where(o => string.CompareOrdinal(o.Key, request.AfterOrderId) > 0)
                    .Take(request.Limit)
            )
            {
                var order = new OrderEvents { OrderId = id, Version = told.Count };
                order.Events.AddRange(request.VersionsOnly ? [] : told.Select(t => new ToldEvent { Topic = t.Topic, Data = t.Data }));
                reply.Orders.Add(order);
            }

            if (AfterFirstAnswer is { } act)
            {
                AfterFirstAnswer = null;
                await act();
            }

            return reply;
        }
    }
}
