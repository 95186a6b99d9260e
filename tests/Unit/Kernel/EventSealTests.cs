// Whoever can write to the broker is not the shop: what is not signed by who may tell it has no effect.
using System.Text;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EventSealTests
{
    private static readonly Migration[] Seen =
    [
        new("001-seen.sql", "CREATE TABLE seen (number {{identity}}, subject TEXT NOT NULL, n BIGINT NOT NULL)"),
    ];
    private static readonly byte[] Present = Encoding.UTF8.GetBytes("the key of the shop");
    private static readonly byte[] Next = Encoding.UTF8.GetBytes("the key that comes next");
    private static readonly byte[] Till = Encoding.UTF8.GetBytes("the key of the till");

    private static readonly EventSeal Seal = Of(Present);

    private sealed record Count(long N);

    [Theory]
    [InlineData("user.signed_in", "identity")]
    [InlineData("user.registered", "identity")]
    [InlineData("inventory_deduction", "ordering")]
    [InlineData("inventory_deduction", "till-7")]
    [InlineData("get_product_details", "catalog")]
    public async Task What_nobody_signed_is_parked_and_has_no_effect(string topic, string source)
    {
        await using var hearer = await TestDatabase.Open("hearer", Seen);
        await Receive(hearer, topic, Make(topic, source));
        Assert.Empty(await Heard(hearer));
        await using var parked = await ParkedEvents.Open(hearer.Database.Dialect, "hearer");
        Assert.StartsWith(EventSeal.NotBelieved, Assert.Single(await parked.List(10)).Error, StringComparison.Ordinal);

        // Whoever puts everything back does not believe it by the way; who has looked at it may.
        Assert.Equal(0, await parked.Replay(null));
        Assert.Equal(1, await parked.Replay(null, unsigned: true));
    }

    [Fact]
    public async Task What_the_shop_signed_takes_effect_once_however_often_it_is_sent()
    {
        await using var hearer = await TestDatabase.Open("hearer", Seen);
        var told = Seal.Sealed(Make("user.signed_in", "identity"));
        for (var i = 0; i < 3; i++)
        {
            await Receive(hearer, told.Topic, told);
        }

        Assert.Equal([1L], await Heard(hearer));
    }

    [Fact]
    public void A_changed_member_breaks_the_seal()
    {
        var told = Seal.Sealed(
            Make("user.signed_in", "identity") with
            {
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            }
        );
        Assert.Null(Seal.Refused(Read(told)));
        Event[] forged =
        [
            told with
            {
                Id = "2",
            },
            told with
            {
                Topic = "user.registered",
            },
            told with
            {
                Subject = "b",
            },
            told with
            {
                Source = "ordering",
            },
            told with
            {
                Time = told.Time.AddMilliseconds(1),
            },
            told with
            {
                TraceParent = null,
            },
            told with
            {
                Data = """{"n":2}""",
            },
            told with
            {
                Seal = new string('0', 64),
            },
            told with
            {
                Seal = "x",
            },
            told with
            {
                Seal = told.Seal!.ToUpperInvariant(),
            },
        ];
        Assert.All(forged, e => Assert.NotNull(Seal.Refused(Read(e))));
    }

    [Fact]
    public void A_key_is_changed_without_a_gap()
    {
        // Both are known everywhere, then the new one signs, then the old one goes.
        var (before, between, after) = (Of(Present, Next), Of(Next, Present), Of(Next));
        var (old, present) = (before.Sealed(Make("user.signed_in", "identity")), between.Sealed(Make("user.signed_in", "identity")));
        Assert.Null(between.Refused(old));
        Assert.Null(before.Refused(present));
        Assert.Null(after.Refused(present));
        Assert.NotNull(after.Refused(old));
    }

    [Fact]
    public void A_program_outside_is_heard_under_its_own_name_on_its_own_topics()
    {
        Assert.Null(Seal.Refused(By(Till, Make("inventory_deduction", "till-7"))));
        Assert.NotNull(Seal.Refused(By(Till, Make("order_notification", "till-7"))));
        Assert.NotNull(Seal.Refused(By(Till, Make("inventory_deduction", "till-8"))));
        Assert.NotNull(Seal.Refused(By(Till, Make("inventory_deduction", "ordering"))));
        Assert.NotNull(Seal.Refused(By(Next, Make("inventory_deduction", "till-7"))));

        // A mere question may come unsigned, and whoever signs it all the same must be who it says.
        Assert.Null(Seal.Refused(Make("get_product_details", "anybody")));
        Assert.NotNull(Seal.Refused(By(Next, Make("get_product_details", "anybody"))));
    }

    private static Event By(byte[] secret, Event e) => e with { Seal = EventSeal.Of(secret, e) };

    private static Event Make(string topic, string source) =>
        new("1", topic, "a", source, DateTimeOffset.UnixEpoch.AddMilliseconds(1_768_473_000_123), null, """{"n":1}""");

    private static Event Read(Event e) => CloudEvents.Read(CloudEvents.Write(e)).Value;

    private static EventSeal Of(params byte[][] shop) =>
        new(
            shop,
            new HashSet<string>(["identity", "ordering", "catalog"]),
            new Dictionary<string, OutsideProgram> { ["till-7"] = new([Till], new HashSet<string>(["inventory_deduction"])) },
            new HashSet<string>(["get_product_details"])
        );

    private static async Task Receive(TestDatabase hearer, string topic, Event e)
    {
        var inbox = new Inbox(
            hearer.Database,
            new Subscriptions().On<Count>(
                topic,
                async (tx, count, of) => await tx.Send("INSERT INTO seen(subject, n) VALUES ($1, $2)", of.Subject, count.N)
            ),
            hearer.Clock,
            NullLogger<Inbox>.Instance
        )
        {
            Seal = Seal,
        };
        await inbox.Receive([new("place/" + e.Id, topic, CloudEvents.Write(e))], default);
    }

    private static async Task<List<long>> Heard(TestDatabase hearer) =>
        await hearer.Database.Read(sql => sql.Query("SELECT n FROM seen", row => row.GetInt64(0)));
}
