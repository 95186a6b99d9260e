// The link of an order comes again by mail to whoever knows number and address, and the answer tells nobody whether there is one.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class LookUpOrderTests
{
    private static readonly SealedText Seals = new([.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly OrderKeys Keys = new(
        [
            [.. Enumerable.Repeat((byte)1, 32)],
        ],
        Seals
    );
    private static readonly MailLinks Links = new(Seals, "https://shop.example", shown: false);

    [Fact]
    public async Task Number_and_address_send_the_link_to_the_orders_own_address_and_anything_else_sends_nothing()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world, "guest-1", "Ada@Example.com");
        var other = await Bought(world, "guest-2", "bob@example.com");
        var lookUp = Of(world);
        var number = order.Id[^8..].ToUpperInvariant();
        foreach (
            var (id, email) in new[] { (number, "ada@EXAMPLE.com"), ("#" + number, " ada@example.com "), (order.Id, "ada@example.com") }
        )
        {
            Assert.Same(LookUpOrder.Reply, (await lookUp.Do(new(id, email), "192.0.2.1")).Value);
        }

        var mails = await LinksIn(world);
        Assert.Equal(3, mails.Count);
        Assert.Equal(3, mails.Select(mail => mail.Request).Distinct().Count());
        foreach (var mail in mails)
        {
            Assert.Equal(("Ada@Example.com", order.Id), (mail.Recipient, mail.OrderId));
            Assert.Equal($"https://shop.example/orders/{order.Id}?key={Keys.KeyOf(order.Id)}", Links.ToOrder(mail));
        }

        foreach (
            var (id, email) in new[]
            {
                (number, "bob@example.com"),
                (other.Id, "cy@example.com"),
                ("00000000", "bob@example.com"),
                ("--------", "bob@example.com"),
            }
        )
        {
            Assert.Same(LookUpOrder.Reply, (await lookUp.Do(new(id, email), "192.0.2.2")).Value);
        }

        Assert.Equal(3, (await LinksIn(world)).Count);
        Assert.NotNull((await lookUp.Do(new("%%%%%%%%", "bob@example.com"), "192.0.2.2")).Refused);
        var refused = (await lookUp.Do(new("1234567", "nobody"), "192.0.2.2")).Refused!;
        Assert.Equal(["email", "order_id"], refused.Facts!["errors"]!.AsObject().Select(e => e.Key).Order());
    }

    [Fact]
    public async Task A_mailbox_gets_three_an_hour_and_a_network_asks_thirty_times()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world, "guest-1", "ada@example.com");
        var other = await Bought(world, "guest-2", "bob@example.com");
        var lookUp = Of(world);
        for (var i = 0; i < LookUpOrder.MailboxMax + 2; i++)
        {
            Assert.Same(LookUpOrder.Reply, (await lookUp.Do(new(order.Id, "ada@example.com"), "192.0.2." + i)).Value);
        }

        Assert.Equal(LookUpOrder.MailboxMax, (await LinksIn(world)).Count);

        // Who does not know the number takes none of the three from whoever does.
        for (var i = 0; i < LookUpOrder.NetworkMax; i++)
        {
            await lookUp.Do(new("0000000" + (i % 10), "bob@example.com"), "198.51.100.1");
        }

        // Right, and too late for this hour; from elsewhere it is answered.
        await lookUp.Do(new(other.Id, "bob@example.com"), "198.51.100.1");
        Assert.Equal(LookUpOrder.MailboxMax, (await LinksIn(world)).Count);
        await lookUp.Do(new(other.Id, "bob@example.com"), "198.51.100.2");
        Assert.Equal(LookUpOrder.MailboxMax + 1, (await LinksIn(world)).Count);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await lookUp.Do(new(order.Id, "ada@example.com"), "198.51.100.1");
        Assert.Equal(LookUpOrder.MailboxMax + 2, (await LinksIn(world)).Count);

        // Neither address nor network stands in the table.
        var rows = await world.Database.Read(sql =>
            sql.Query("SELECT mailbox, network FROM order_lookups", row => row.GetString(0) + row.GetString(1))
        );
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(
            rows,
            row => row.Contains("example", StringComparison.Ordinal) || row.Contains("198.51", StringComparison.Ordinal)
        );
    }

    private static LookUpOrder Of(OrderingWorld world) => new(world.Database, world.Store, Keys, world.Ids, world.Clock);

    private static async Task<Cartwright.Ordering.Order> Bought(OrderingWorld world, string userId, string email)
    {
        world.Shop.Fill(userId, ("p1", 1));
        var placed = await world.Place(OrderingWorld.Wish(userId) with { IsGuest = true, Email = email });
        return await world.Settled(placed.Id);
    }

    private static async Task<List<OrderNotification>> LinksIn(OrderingWorld world) =>
        [
            .. (await world.Outbox())
                .Where(e => e.Topic == Topics.OrderNotification)
                .Select(e => JsonSerializer.Deserialize<OrderNotification>(e.Data, Event.Json)!)
                .Where(e => e.Template == OrderNotification.Link),
        ];
}
