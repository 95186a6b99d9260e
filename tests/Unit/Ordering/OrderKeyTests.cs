// The key of an order opens that order alone, and its way to the mail cannot be bent.
using Cartwright.Contracts;
using Cartwright.Notifications;
using Cartwright.Ordering;
using Cartwright.Web;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Unit.Ordering;

public class OrderKeyTests
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
    public void A_key_opens_its_order_and_no_other_and_nothing_else_opens_it()
    {
        var key = Keys.KeyOf("o1");
        Assert.Equal(43, key.Length);
        Assert.True(Keys.Opens("o1", key));
        Assert.False(Keys.Opens("o2", key));
        foreach (
            var wrong in new[]
            {
                null,
                string.Empty,
                key[..^1],
                key + "A",
                key.ToUpperInvariant(),
                "o1",
                new OrderKeys([new byte[32]], Seals).KeyOf("o1"),
            }
        )
        {
            Assert.False(Keys.Opens("o1", wrong));
        }
    }

    [Fact]
    public void Processes_that_share_a_token_share_keys_and_while_it_is_changed_both_are_taken()
    {
        var old = With(("Service:Token", "old token of more than enough characters"));
        var both = With(
            ("Service:Token", "new token of more than enough characters"),
            ("Service:OtherToken", "old token of more than enough characters")
        );
        Assert.Equal(old.KeyOf("o1"), With(("Service:Token", "old token of more than enough characters")).KeyOf("o1"));
        Assert.True(both.Opens("o1", old.KeyOf("o1")));
        Assert.True(both.Opens("o1", both.KeyOf("o1")));
        Assert.NotEqual(old.KeyOf("o1"), both.KeyOf("o1"));
        Assert.False(old.Opens("o1", both.KeyOf("o1")));
    }

    [Fact]
    public void The_mail_has_the_link_and_one_that_was_asked_for_by_somebody_else_has_none()
    {
        var asked = Keys.Sealed(Asked("o1", "ada@example.com"));
        Assert.Equal("https://shop.example/orders/o1?key=" + Keys.KeyOf("o1"), Links.ToOrder(asked));
        Assert.DoesNotContain(Keys.KeyOf("o1"), asked.SealedKey, StringComparison.Ordinal);
        var letter = OrderLetter.Write(asked, Links.ToOrder(asked));
        Assert.Contains(Links.ToOrder(asked)!, letter.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Links.ToOrder(asked)}\"", letter.Html, StringComparison.Ordinal);

        // To another recipient, about another order, with no seal, with another's seal.
        Assert.Null(Links.ToOrder(asked with { Recipient = "eve@example.com" }));
        Assert.Null(Links.ToOrder(asked with { OrderId = "o2" }));
        Assert.Null(Links.ToOrder(asked with { SealedKey = null }));
        Assert.Null(Links.ToOrder(asked with { SealedKey = Keys.KeyOf("o1") }));
        Assert.Null(
            Links.ToOrder(
                new OrderKeys(
                    [
                        [.. Enumerable.Repeat((byte)1, 32)],
                    ],
                    new SealedText(new byte[32])
                ).Sealed(Asked("o1", "ada@example.com"))
            )
        );
        Assert.DoesNotContain("any device", OrderLetter.Write(asked).Text, StringComparison.Ordinal);
    }

    private static OrderKeys With(params (string Key, string Value)[] said) =>
        OrderKeys.Of(
            new ConfigurationBuilder().AddInMemoryCollection(said.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build(),
            Seals
        );

    private static OrderNotification Asked(string orderId, string recipient) =>
        new(
            orderId,
            "confirmed",
            recipient,
            new OrderFacts(orderId, "u", recipient, "Ada", "confirmed", null, "USD", 100, 0, 0, 0, 100, null, [], "FR", 0, 0, 1)
        );
}
